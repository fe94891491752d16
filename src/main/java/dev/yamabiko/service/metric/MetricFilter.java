package dev.yamabiko.service.metric;

import dev.yamabiko.stream.latest.KeyFilter;
import java.util.Map;
import java.util.Set;

/**
 * Which series a stream wants. Immutable.
 *
 * @param names patterns of which one must match; empty: all names
 * @param labels patterns of labels that a series must have, all of them
 */
record MetricFilter(Set<String> names, Map<String, String> labels) implements KeyFilter {

    @Override
    public boolean test(String key) {
        SeriesId series = SeriesId.parse(key);
        return (names.isEmpty() || names.stream().anyMatch(pattern -> NamePattern.matches(pattern, series.name())))
                && labels.entrySet().stream().allMatch(wanted -> hasLabel(series, wanted.getKey(), wanted.getValue()));
    }

    private static boolean hasLabel(SeriesId series, String label, String pattern) {
        String value = series.labels().get(label);
        return value != null && NamePattern.matches(pattern, value);
    }
}
