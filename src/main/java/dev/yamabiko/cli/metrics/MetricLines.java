package dev.yamabiko.cli.metrics;

import dev.yamabiko.cli.terminal.Escape;
import dev.yamabiko.cli.view.JsonLine;
import dev.yamabiko.proto.metrics.v1.MetricPoint;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A line for each point: its time, its series, its value; or a JSON object with all it has. For one thread. */
final class MetricLines implements MetricView {

    private final PrintWriter out;
    private final boolean json;

    MetricLines(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    @Override
    public void add(MetricPoint point) {
        out.print((json ? json(point) : plain(point)) + "\n");
    }

    @Override
    public void show() {
        out.flush();
    }

    @Override
    public boolean wanted() {
        return !out.checkError();
    }

    private static String plain(MetricPoint point) {
        String labels = new TreeMap<>(point.getLabelsMap())
                .entrySet().stream()
                        .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
                        .collect(Collectors.joining(",", "{", "}"));
        return Escape.TEXT.apply(Instant.ofEpochMilli(point.getTimestamp()) + " " + point.getName() + labels + " "
                + number(point.getValue()));
    }

    private static String json(MetricPoint point) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", point.getName());
        fields.put("value", point.getValue());
        fields.put("timestamp", point.getTimestamp());
        fields.put("labels", new TreeMap<>(point.getLabelsMap()));
        fields.put("type", point.getMetricType());
        return JsonLine.of(fields);
    }

    /** Whole numbers as such. */
    private static String number(double value) {
        return Math.rint(value) == value && Math.abs(value) < Long.MAX_VALUE
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
