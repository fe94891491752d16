package dev.yamabiko.service.metric;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.mapping.CubicallyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;

/**
 * The distribution of any number of values, so that each percentile is within {@value #ERROR} of the value at its rank
 * (Masson, Rim, Lee: "DDSketch", 2019). Of values of one sign it takes at most 8 KiB; where they span more than some
 * eight powers of ten, the smallest magnitudes become one. Used by one thread.
 */
final class Percentiles {

    /** Largest error of a percentile, relative to it. */
    static final double ERROR = 0.01;

    private static final int MAX_BINS = 1_024;
    private static final IndexMapping MAPPING = new CubicallyInterpolatedMapping(ERROR);
    private static final double LARGEST = MAPPING.maxIndexableValue();

    private final DDSketch sketch = new DDSketch(MAPPING, () -> new CollapsingLowestDenseStore(MAX_BINS));

    /** A finite value. */
    void add(double value) {
        sketch.accept(Math.max(-LARGEST, Math.min(LARGEST, value)));
    }

    void add(Percentiles other) {
        sketch.mergeWith(other.sketch);
    }

    /** The value at the rank {@code share * (count - 1)}, rounded down, of the sorted values; at least one. */
    double at(double share) {
        return sketch.getValueAtQuantile(share);
    }
}
