package dev.yamabiko.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.netty.util.Version;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report as files: {@code report.json}, {@code report.md} and a chart for each scenario and metric. */
public final class ReportFiles {

    /** Grows when the meaning of a field changes. */
    private static final int SCHEMA = 1;

    private final Path folder;
    private final Map<String, Long> settings;
    private final Map<String, String> machine = Machine.facts();
    private final Map<String, String> versions = new LinkedHashMap<>();

    /**
     * Files in a folder.
     *
     * @param settings what the run was asked for
     * @param peers what each says its version with
     */
    public ReportFiles(Path folder, Map<String, Long> settings, Map<String, List<String>> peers) {
        this.folder = folder;
        this.settings = settings;
        versions.put("hub", Machine.said(List.of("git", "describe", "--always", "--dirty")));
        peers.forEach((name, command) -> {
            String version = Machine.said(command);
            versions.put(name, version.isEmpty() ? "none" : version);
        });
        versions.put("vertx", String.valueOf(Vertx.class.getPackage().getImplementationVersion()));
        versions.put(
                "netty",
                Version.identify().values().stream()
                        .findFirst()
                        .map(Version::artifactVersion)
                        .orElse("unknown"));
    }

    /** Writes them all; returns the table. */
    public String write(Report report) throws IOException {
        Files.createDirectories(folder);
        new Charts(folder).write(report);
        Files.writeString(folder.resolve("report.json"), json(report));
        String table = new Table(machine, versions, settings).of(report);
        Files.writeString(folder.resolve("report.md"), table);
        return table;
    }

    private String json(Report report) throws IOException {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("schema", SCHEMA);
        root.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        root.put("machine", machine);
        root.put("versions", versions);
        root.put("settings", settings);
        root.put("series", report.series().stream().map(ReportFiles::series).toList());
        root.put("goals", report.goals().stream().map(ReportFiles::goal).toList());
        root.put("skipped", List.copyOf(report.skipped()));
        return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(root) + "\n";
    }

    private static Map<String, Object> series(Series series) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("scenario", series.scenario());
        fields.put("target", series.target());
        fields.put("metric", series.metric().text());
        fields.put("unit", series.metric().unit());
        fields.put("median", series.median());
        fields.put("min", series.min());
        fields.put("max", series.max());
        fields.put("values", series.values());
        return fields;
    }

    private static Map<String, Object> goal(Goal goal) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("line", goal.line());
        fields.put("what", goal.what());
        fields.put("target", goal.target());
        fields.put("value", goal.value().isPresent() ? goal.value().getAsDouble() : null);
        fields.put("met", goal.value().isPresent() ? goal.met() : null);
        return fields;
    }
}
