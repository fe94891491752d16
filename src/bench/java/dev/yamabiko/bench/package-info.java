/** The bench: hub and peers under the same load, in turns. Run by {@code ./mvnw verify -Pbench}. */
@NullMarked
package dev.yamabiko.bench;

import org.jspecify.annotations.NullMarked;
