/**
 * Tokens: who signs them, whose they are, and why most of what claims to be one is none. Knows config and disk alone.
 */
@NullMarked
package dev.yamabiko.token;

import org.jspecify.annotations.NullMarked;
