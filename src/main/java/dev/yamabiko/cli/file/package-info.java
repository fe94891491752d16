/** {@code yamabiko file}: sends files to a hub, and fetches them. */
@NullMarked
package dev.yamabiko.cli.file;

import org.jspecify.annotations.NullMarked;
