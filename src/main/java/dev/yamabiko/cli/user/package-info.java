/** Commands about users. */
@NullMarked
package dev.yamabiko.cli.user;

import org.jspecify.annotations.NullMarked;
