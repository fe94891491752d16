package dev.yamabiko.cli.metrics;

import dev.yamabiko.cli.view.LiveView;
import dev.yamabiko.cli.view.Table;
import dev.yamabiko.cli.view.Table.Cell;
import dev.yamabiko.proto.metrics.v1.MetricPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A table of series that changes in place: the newest value of each, and where it comes from. As many as there are
 * lines for, and {@value #MOST} at most; the last line says how many there are besides. For one thread.
 */
final class LiveMetrics implements MetricView {

    static final String[] HEADINGS = {"METRIC", "LABELS", "VALUE", "TREND"};

    private static final int MOST = 1_000;

    private final LiveView view;
    private final Supplier<Table> tables;
    private final int lines;
    private final SortedMap<String, Series> series = new TreeMap<>();
    private int others;
    private boolean changed;

    private static final class Series {
        private final Sparkline trend = new Sparkline();
        private MetricPoint newest = MetricPoint.getDefaultInstance();
    }

    /**
     * Without series yet.
     *
     * @param tables makes an empty table
     * @param lines of the terminal
     */
    LiveMetrics(LiveView view, Supplier<Table> tables, int lines) {
        this.view = view;
        this.tables = tables;
        this.lines = lines;
    }

    @Override
    public void add(MetricPoint point) {
        changed = true;
        String key = point.getName() + " " + labels(point);
        Series known = series.get(key);
        if (known == null && series.size() == MOST) {
            others++;
            return;
        }
        if (known == null) {
            known = new Series();
            series.put(key, known);
        }
        known.newest = point;
        known.trend.add(point.getValue());
    }

    @Override
    public void show() {
        if (changed) {
            changed = false;
            draw();
        }
    }

    private void draw() {
        int room = Math.max(1, lines - 3);
        Table table = tables.get();
        series.values().stream().limit(room).forEach(each -> table.add(row(each)));
        int more = Math.max(0, series.size() - room) + others;
        table.show(view, more == 0 ? List.of() : List.of("... and " + more + " more: name those you want"));
    }

    @Override
    public boolean wanted() {
        return view.wanted();
    }

    private static List<Cell> row(Series series) {
        MetricPoint point = series.newest;
        return List.of(
                Cell.text(point.getName()),
                Cell.text(labels(point)),
                Cell.right(ValueText.of(point.getName(), point.getValue())),
                Cell.text(series.trend.toString()));
    }

    /** Those that tell what it is, and then the node. */
    private static String labels(MetricPoint point) {
        Map<String, String> labels = new TreeMap<>(point.getLabelsMap());
        String node = labels.remove("node");
        List<String> words = new ArrayList<>();
        labels.forEach((label, value) -> words.add(label + "=" + value));
        if (node != null) {
            words.add(node);
        }
        return String.join(" ", words);
    }
}
