/** The measurements, one class for each line of figures. */
@NullMarked
package dev.yamabiko.bench.scenario;

import org.jspecify.annotations.NullMarked;
