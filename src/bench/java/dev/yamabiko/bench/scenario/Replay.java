package dev.yamabiko.bench.scenario;

import dev.yamabiko.bench.load.GrpcLoad;
import dev.yamabiko.bench.load.JetStreamLoad;
import dev.yamabiko.bench.report.Metric;
import dev.yamabiko.bench.server.ServerProcess;
import dev.yamabiko.bench.server.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** One reader reads everything that is stored. */
public final class Replay implements Scenario {

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public void run(Rig rig) {
        long records = rig.settings().number(name(), 5_000_000, 50_000);
        Servers servers = rig.servers(name());
        try (Stage stage = new Stage()) {
            List<Contestant> contestants = new ArrayList<>();
            int port = Servers.freePort();
            ServerProcess hub = stage.keep(servers.hub(Rig.HUB, port, Rig.SQLITE));
            GrpcLoad load = stage.keep(new GrpcLoad(port));
            load.write(records);
            contestants.add(new Contestant(Rig.HUB, hub, records, () -> expect(records, load::replay)));
            rig.nats()
                    .ifPresentOrElse(
                            program -> {
                                int natsPort = Servers.freePort();
                                ServerProcess nats = stage.keep(servers.jetStream(program, natsPort));
                                JetStreamLoad stream = stage.keep(new JetStreamLoad(natsPort));
                                stream.write(records);
                                contestants.add(new Contestant(
                                        Rig.JETSTREAM, nats, records, () -> expect(records, stream::replay)));
                            },
                            () -> rig.skipNats(name(), Rig.JETSTREAM));
            rig.measure(name(), contestants);
        }
        rig.report().atLeast("3", name(), Metric.RECORDS_PER_SECOND, Rig.HUB, 5, Rig.JETSTREAM);
    }

    private static void expect(long records, LongSupplier replay) {
        long read = replay.getAsLong();
        if (read != records) {
            throw new IllegalStateException("replayed: " + read + " (expected: " + records + ")");
        }
    }
}
