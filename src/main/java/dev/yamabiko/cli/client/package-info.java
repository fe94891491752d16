/**
 * The hub as its clients see it: calls, how they end, when to try again and where to go on. What every command shares.
 */
@NullMarked
package dev.yamabiko.cli.client;

import org.jspecify.annotations.NullMarked;
