package dev.yamabiko.bench.scenario;

import dev.yamabiko.bench.report.Metric;
import dev.yamabiko.bench.report.Series;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What the pieces on the way of a record cost, each by itself: JMH, in JVMs of its own. */
public final class InnerPieces implements Scenario {

    /** What {@code bench.only} calls it. */
    public static final String NAME = "jmh";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Rig rig) {
        Options options = new OptionsBuilder()
                .include("dev\\.yamabiko\\..*Speed\\..*")
                .forks(rig.settings().count("jmh.forks", 1, 1))
                .warmupIterations(rig.settings().warmUp())
                .measurementIterations(rig.settings().rounds())
                .warmupTime(TimeValue.seconds(1))
                .measurementTime(TimeValue.seconds(1))
                .verbosity(VerboseMode.SILENT)
                .build();
        try {
            for (RunResult result : new Runner(options).run()) {
                String name = result.getParams().getBenchmark();
                rig.report()
                        .add(new Series(
                                name(),
                                name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1),
                                Metric.OPERATION,
                                scores(result)));
            }
        } catch (RunnerException error) {
            throw new IllegalStateException("jmh: " + error.getMessage(), error);
        }
    }

    private static List<Double> scores(RunResult result) {
        return result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .map(iteration -> iteration.getPrimaryResult().getScore())
                .toList();
    }
}
