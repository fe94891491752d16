/** Where files are kept: a folder of this node, or an object store that nodes share. */
@NullMarked
package dev.yamabiko.storage.file;

import org.jspecify.annotations.NullMarked;
