/**
 * The load driver: writes and reads log entries as raw HTTP/2 frames, so that it needs less CPU than the hub it
 * measures. Run by {@code ./mvnw -Pbench verify}.
 */
@NullMarked
package dev.yamabiko.bench;

import org.jspecify.annotations.NullMarked;
