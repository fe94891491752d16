/** An example of rules: runners on a grid gather coins between walls. */
@NullMarked
package dev.yamabiko.service.game.arena;

import org.jspecify.annotations.NullMarked;
