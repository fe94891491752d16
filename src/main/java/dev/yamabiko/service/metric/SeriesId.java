package dev.yamabiko.service.metric;

import dev.yamabiko.proto.metrics.v1.MetricPoint;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What tells a series from all others. Immutable.
 *
 * @param name of the metric, without control characters
 * @param type of the metric
 * @param labels all of them, the node too, without control characters
 */
record SeriesId(String name, MetricType type, SortedMap<String, String> labels) {

    /** The label that says which node's series it is. */
    static final String NODE = "node";

    private static final String BETWEEN_LABELS = "\n";
    private static final String IN_LABEL = "\t";

    /** Of a node, whatever the labels say. */
    static SeriesId of(String name, MetricType type, Map<String, String> labels, String node) {
        SortedMap<String, String> all = new TreeMap<>(labels);
        all.put(NODE, node);
        return new SeriesId(name, type, all);
    }

    /** The series that {@link #key} stands for. */
    static SeriesId parse(String key) {
        String[] parts = key.split(BETWEEN_LABELS, -1);
        SortedMap<String, String> labels = new TreeMap<>();
        for (int i = 2; i < parts.length; i++) {
            int middle = parts[i].indexOf(IN_LABEL);
            labels.put(parts[i].substring(0, middle), parts[i].substring(middle + 1));
        }
        return new SeriesId(parts[0], MetricType.valueOf(parts[1]), labels);
    }

    /** The same of another name. */
    SeriesId named(String other) {
        return new SeriesId(other, type, labels);
    }

    /** All of it in a text. */
    String key() {
        StringBuilder key = new StringBuilder(name).append(BETWEEN_LABELS).append(type.name());
        labels.forEach((label, value) ->
                key.append(BETWEEN_LABELS).append(label).append(IN_LABEL).append(value));
        return key.toString();
    }

    /** A point as clients get it. */
    byte[] point(double value, long timestamp) {
        return MetricPoint.newBuilder()
                .setName(name)
                .setValue(value)
                .setTimestamp(timestamp)
                .putAllLabels(labels)
                .setMetricType(type.text())
                .build()
                .toByteArray();
    }
}
