/**
 * What a file is: its name, its content, an upload of it, and where files are kept. A leaf: it imports none of our
 * packages.
 */
@NullMarked
package dev.yamabiko.file;

import org.jspecify.annotations.NullMarked;
