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
import java.util.List;

/**
 * What it costs to know who calls, and to count what they do: a hub that is open to everybody, and one that asks for
 * tokens and has bounds of every kind, none of which is reached.
 */
public final class Doors implements Scenario {

    private static final int STREAMS = 100;
    private static final int CONNECTIONS = 4;
    private static final double FIVE_PERCENT_MORE = 1.05;
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
        try (Stage stage = new Stage()) {
            Hub open = new Hub("", stage, servers, Rig.SQLITE);
            Hub closed = new Hub(
                    CLOSED, stage, servers, Rig.SQLITE + keys.yaml() + LIMITS, "authorization", "Bearer " + token);
            long calls = rig.settings().number("doors.calls", 50_000, 500);
            rig.measure(name(), List.of(open.calls(calls), closed.calls(calls)));
            long taken = rig.settings().number("doors.taken-in", 2_000_000, 20_000);
            rig.measure(name(), List.of(open.takesIn(taken), closed.takesIn(taken)));
            long delivered = rig.settings().number("doors.delivered", 200_000, 500);
            rig.measure(name(), List.of(open.delivers(delivered), closed.delivers(delivered)));
        }
        List.of(TAKEN_IN, DELIVERED)
                .forEach(what -> rig.report()
                        .atMost("doors", name(), Metric.CPU_PER_RECORD, what + CLOSED, FIVE_PERCENT_MORE, what));
    }

    /** A hub, and those who call it. */
    private static final class Hub {

        private final String suffix;
        private final ServerProcess process;
        private final GrpcLoad load;
        private final GrpcCalls unary;

        Hub(String suffix, Stage stage, Servers servers, String yaml, String... metadata) {
            int port = Servers.freePort();
            this.suffix = suffix;
            this.process = stage.keep(servers.hub(suffix.isEmpty() ? "hub-open" : "hub-closed", port, yaml));
            this.load = stage.keep(new GrpcLoad(port, metadata));
            this.unary = stage.keep(new GrpcCalls(port, metadata));
        }

        Contestant calls(long calls) {
            return new Contestant(CALLS + suffix, process, calls, () -> unary.call(calls));
        }

        Contestant takesIn(long records) {
            return new Contestant(TAKEN_IN + suffix, process, records, () -> load.write(records));
        }

        Contestant delivers(long records) {
            load.follow(Follow.all(STREAMS, CONNECTIONS));
            long deliveries = records * STREAMS;
            return new Contestant(
                    DELIVERED + suffix, process, deliveries, () -> Rig.deliver(load, records, deliveries));
        }
    }
}
