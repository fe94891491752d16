/** Files in and out. */
@NullMarked
package dev.yamabiko.service.file;

import org.jspecify.annotations.NullMarked;
