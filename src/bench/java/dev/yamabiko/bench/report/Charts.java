package dev.yamabiko.bench.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;

/** Bars of medians, with their spread: an SVG file for each scenario and metric. */
final class Charts {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;

    private final Path folder;

    Charts(Path folder) {
        this.folder = folder;
    }

    /** Writes the charts; a machine without fonts gets none. */
    void write(Report report) throws IOException {
        Map<String, List<Series>> charts = new LinkedHashMap<>();
        for (Series series : report.series()) {
            String name = series.scenario() + ", " + series.metric().text();
            charts.computeIfAbsent(name, key -> new ArrayList<>()).add(series);
        }
        System.setProperty("java.awt.headless", "true");
        try {
            for (Map.Entry<String, List<Series>> chart : charts.entrySet()) {
                String file = chart.getKey().replaceAll("[^A-Za-z0-9]+", "-");
                try (OutputStream out = Files.newOutputStream(folder.resolve(file + ".svg"))) {
                    ChartEncoder.saveChart(chart(chart.getKey(), chart.getValue()), out, "svg");
                }
            }
        } catch (LinkageError | InternalError | IllegalStateException fontless) {
            report.skip("charts", "svg", "this JDK draws nothing: " + fontless);
        }
    }

    private static CategoryChart chart(String title, List<Series> bars) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .yAxisTitle(bars.get(0).metric().unit())
                .build();
        chart.getStyler().setLegendVisible(false);
        chart.addSeries(
                "median",
                bars.stream().map(Series::target).toList(),
                bars.stream().map(Series::median).toList(),
                bars.stream().map(bar -> (bar.max() - bar.min()) / 2).toList());
        return chart;
    }
}
