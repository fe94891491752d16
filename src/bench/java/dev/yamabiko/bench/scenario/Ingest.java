package dev.yamabiko.bench.scenario;

import dev.yamabiko.bench.load.GrpcLoad;
import dev.yamabiko.bench.load.JetStreamLoad;
import dev.yamabiko.bench.report.Metric;
import dev.yamabiko.bench.server.ServerProcess;
import dev.yamabiko.bench.server.Servers;
import java.util.ArrayList;
import java.util.List;

/** Acknowledged writing: the hub's CollectLogs with an fsync before each answer, JetStream's file store without. */
public final class Ingest implements Scenario {

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public void run(Rig rig) {
        long records = rig.settings().number(name(), 2_000_000, 20_000);
        Servers servers = rig.servers(name());
        try (Stage stage = new Stage()) {
            List<Contestant> contestants = new ArrayList<>();
            int port = Servers.freePort();
            ServerProcess hub = stage.keep(servers.hub(Rig.HUB, port, Rig.SQLITE));
            GrpcLoad load = stage.keep(new GrpcLoad(port));
            contestants.add(new Contestant(Rig.HUB, hub, records, () -> load.write(records)));
            rig.nats()
                    .ifPresentOrElse(
                            program -> {
                                int natsPort = Servers.freePort();
                                ServerProcess nats = stage.keep(servers.jetStream(program, natsPort));
                                JetStreamLoad publisher = stage.keep(new JetStreamLoad(natsPort));
                                contestants.add(
                                        new Contestant(Rig.JETSTREAM, nats, records, () -> publisher.write(records)));
                            },
                            () -> rig.skipNats(name(), Rig.JETSTREAM));
            rig.measure(name(), contestants);
        }
        rig.report().atLeast("2", name(), Metric.RECORDS_PER_SECOND, Rig.HUB, 3, Rig.JETSTREAM);
        rig.report().atMost("2", name(), Metric.CPU_PER_RECORD, Rig.HUB, 1.0 / 3, Rig.JETSTREAM);
    }
}
