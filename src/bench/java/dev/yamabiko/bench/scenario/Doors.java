package dev.yamabiko.bench.scenario;

import dev.yamabiko.bench.load.Follow;
import dev.yamabiko.bench.load.GrpcCalls;
import dev.yamabiko.bench.load.GrpcLoad;
import dev.yamabiko.bench.report.Metric;
import dev.yamabiko.bench.server.ServerProcess;
import dev.yamabiko.bench.server.Servers;
import dev.yamabiko.support.TestKeys;
import dev.yamabiko.support.TokenDraft;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What it costs to know who calls, and to count what they do: hubs that are open to everybody, and hubs that ask for
 * tokens and have bounds of every kind, none of which is reached. Several of each, because a JVM compiles the same code
 * a little better or worse each time, by more than what is looked for here.
 */
public final class Doors implements Scenario {

    private static final int STREAMS = 100;
    private static final int CONNECTIONS = 4;
    private static final double FIVE_PERCENT_MORE = 1.05;
    /** So many rounds later the compilers have come to an end: before, they decide about more than five percent. */
    private static final int MORE_WARM_UP = 9;

    /** A disk costs more than what is looked for, and not the same from one round to the next. */
    private static final String FORGETFUL = "journal:\n  type: memory\n  max-bytes: 268435456\n";

    private static final String CLOSED = ", with tokens and limits";
    private static final String TAKEN_IN = "taken in";
    private static final String DELIVERED = "delivered";
    private static final String CALLS = "unary calls";
    /** Bounds that nobody reaches. */
    private static final String MANY = "{connections: 100000, streams: 100000, subscriptions: 100000,"
            + " calls-per-second: 1000000000, records-per-second: 1000000000, bytes-per-second: 100000000000}";

    private static final String LIMITS = "limits: {node: %1$s, address: %1$s, caller: %1$s}\n".formatted(MANY);

    @Override
    public String name() {
        return "doors";
    }

    @Override
    public void run(Rig rig) {
        Servers servers = rig.servers(name());
        TestKeys keys = TestKeys.in(servers.folder().resolve("keys"));
        String token = new TokenDraft(keys, "hs", System.currentTimeMillis())
                .claim("role", "admin")
                .claim("scopes", new JsonArray().add("*"))
                .token();
        int each = rig.settings().count("doors.hubs", 3, 1);
        try (Stage stage = new Stage()) {
            Hubs open = new Hubs("");
            Hubs closed = new Hubs(CLOSED);
            for (int i = 0; i < each; i++) {
                open.start(stage, servers, "hub-open-" + i, FORGETFUL);
                String yaml = FORGETFUL + keys.yaml() + LIMITS;
                closed.start(stage, servers, "hub-closed-" + i, yaml, "authorization", "Bearer " + token);
            }
            long calls = rig.settings().number("doors.calls", 20_000, 500);
            rig.measure(name(), List.of(open.calls(calls), closed.calls(calls)));
            long taken = rig.settings().number("doors.taken-in", 1_000_000, 20_000);
            List<Contestant> taking = List.of(open.takesIn(taken), closed.takesIn(taken));
            int more = rig.settings().count("doors.warmup", MORE_WARM_UP, 0);
            for (int i = 0; i < more; i++) {
                taking.forEach(contestant -> contestant.round().run());
            }
            rig.measure(name(), taking);
            long delivered = rig.settings().number("doors.delivered", 50_000, 500);
            rig.measure(name(), List.of(open.delivers(delivered), closed.delivers(delivered)));
        }
        List.of(TAKEN_IN, DELIVERED)
                .forEach(what -> rig.report()
                        .atMost("7.9", name(), Metric.CPU_PER_RECORD, what + CLOSED, FIVE_PERCENT_MORE, what));
    }

    /** Hubs of one kind, and those who call them: a round is one of each. */
    private static final class Hubs {

        private final String suffix;
        private final List<ServerProcess> processes = new ArrayList<>();
        private final List<GrpcLoad> loads = new ArrayList<>();
        private final List<GrpcCalls> unary = new ArrayList<>();
        private final Executor writers = task -> new Thread(task, "writer").start();

        Hubs(String suffix) {
            this.suffix = suffix;
        }

        void start(Stage stage, Servers servers, String name, String yaml, String... metadata) {
            int port = Servers.freePort();
            processes.add(stage.keep(servers.hub(name, port, yaml)));
            loads.add(stage.keep(new GrpcLoad(port, metadata)));
            unary.add(new GrpcCalls(port, metadata));
        }

        Contestant calls(long calls) {
            return contestant(CALLS, calls, () -> unary.forEach(one -> one.call(calls)));
        }

        Contestant takesIn(long records) {
            return contestant(TAKEN_IN, records, () -> together(load -> load.write(records)));
        }

        Contestant delivers(long records) {
            loads.forEach(load -> load.follow(Follow.all(STREAMS, CONNECTIONS)));
            long deliveries = records * STREAMS;
            return contestant(
                    DELIVERED, deliveries, () -> loads.forEach(load -> Rig.deliver(load, records, deliveries)));
        }

        /** All at once: each hub has more before it than it can take, and takes as much as it can each time. */
        private void together(Consumer<GrpcLoad> action) {
            CompletableFuture.allOf(loads.stream()
                            .map(load -> CompletableFuture.runAsync(() -> action.accept(load), writers))
                            .toArray(CompletableFuture[]::new))
                    .join();
        }

        private Contestant contestant(String what, long eachHas, Runnable round) {
            return new Contestant(what + suffix, List.copyOf(processes), eachHas * processes.size(), round);
        }
    }
}
