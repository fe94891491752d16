package dev.yamabiko.bench.report;

import java.util.Map;
import java.util.stream.Collectors;

/** A report in Markdown, as {@code docs/benchmarks.md} shows it. */
record Table(Map<String, String> machine, Map<String, String> versions, Map<String, Long> settings) {

    String of(Report report) {
        StringBuilder text =
                new StringBuilder("## Goals\n\n| line | what | target | reached | |\n|---|---|---|---|---|\n");
        for (Goal goal : report.goals()) {
            row(text, goal.line(), goal.what(), goal.target(), goal.reached(), goal.verdict());
        }
        text.append(
                "\n## Figures\n\n| scenario | target | figure | median | spread | unit |\n|---|---|---|---|---|---|\n");
        for (Series series : report.series()) {
            Metric metric = series.metric();
            String spread = metric.show(series.min()) + " to " + metric.show(series.max());
            row(
                    text,
                    series.scenario(),
                    series.target(),
                    metric.text(),
                    metric.show(series.median()),
                    spread,
                    metric.unit());
        }
        if (!report.skipped().isEmpty()) {
            text.append("\n## Not measured\n\n");
        }
        report.skipped()
                .forEach(skipped -> text.append(
                        "- " + skipped.scenario() + ", " + skipped.target() + ": " + skipped.reason() + "\n"));
        text.append("\n## Run\n\n");
        list(text, "machine", machine);
        list(text, "versions", versions);
        list(text, "settings", settings);
        return text.toString();
    }

    private static void row(StringBuilder text, String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static void list(StringBuilder text, String name, Map<String, ?> facts) {
        String all = facts.entrySet().stream()
                .map(fact -> fact.getKey() + " " + fact.getValue())
                .collect(Collectors.joining("; "));
        text.append("- ").append(name).append(": ").append(all).append("\n");
    }
}
