/** How commands show what changes: tables, lines that are drawn in place, JSON. */
@NullMarked
package dev.yamabiko.cli.view;

import org.jspecify.annotations.NullMarked;
