/** The person in front of the command line: what they see, and how much of it their terminal may be given. */
@NullMarked
package dev.yamabiko.cli.terminal;

import org.jspecify.annotations.NullMarked;
