/** Texts that many edit at once: operations on them, what they come to, and the streams of their editors. */
@NullMarked
package dev.yamabiko.service.editor;

import org.jspecify.annotations.NullMarked;
