package dev.yamabiko.bench.scenario;

import dev.yamabiko.bench.load.Follow;
import dev.yamabiko.bench.load.GrpcLoad;
import dev.yamabiko.bench.load.Load;
import dev.yamabiko.bench.load.NatsLoad;
import dev.yamabiko.bench.load.NullLoad;
import dev.yamabiko.bench.report.Metric;
import dev.yamabiko.bench.report.Report;
import dev.yamabiko.bench.server.ServerProcess;
import dev.yamabiko.bench.server.Servers;
import java.util.ArrayList;
import java.util.List;

/** One writer, many followers: what a delivered record costs, with what it costs to take it in. */
public final class FanOut implements Scenario {

    /** The plain server takes tens of times as long for a record: a tenth of them tells as much. */
    private static final int PART_FOR_PLAIN = 10;

    private final String line;
    private final int streams;
    private final int connections;
    private final long full;
    private final long small;

    /**
     * A fan-out.
     *
     * @param line of the goals
     * @param full records of a round
     * @param small records of a round of a smoke run
     */
    public FanOut(String line, int streams, int connections, long full, long small) {
        this.line = line;
        this.streams = streams;
        this.connections = connections;
        this.full = full;
        this.small = small;
    }

    @Override
    public String name() {
        return "fanout-" + streams;
    }

    @Override
    public void run(Rig rig) {
        long records = rig.settings().number(name(), full, small);
        Servers servers = rig.servers(name());
        try (Stage stage = new Stage()) {
            List<Contestant> contestants = new ArrayList<>();
            int port = Servers.freePort();
            ServerProcess hub = stage.keep(servers.hub(Rig.HUB, port, Rig.SQLITE));
            contestants.add(contestant(Rig.HUB, hub, stage.keep(new GrpcLoad(port)), records));
            rig.nats()
                    .ifPresentOrElse(
                            program -> contestants.add(nats(servers, program, stage, records)),
                            () -> rig.skipNats(name(), Rig.NATS));
            int plainPort = Servers.freePort();
            ServerProcess plain = stage.keep(servers.plainGrpc(plainPort));
            contestants.add(contestant(Rig.GRPC, plain, stage.keep(new GrpcLoad(plainPort)), records / PART_FOR_PLAIN));
            int http2Port = Servers.freePort();
            ServerProcess http2 = stage.keep(servers.nullServer(http2Port, "http2"));
            Load http2Load = stage.keep(new NullLoad(http2, new GrpcLoad(http2Port)));
            contestants.add(contestant(Rig.NULL_HTTP2, http2, http2Load, records));
            int natsPort = Servers.freePort();
            ServerProcess nats = stage.keep(servers.nullServer(natsPort, "nats"));
            Load natsLoad = stage.keep(new NullLoad(nats, new NatsLoad(natsPort)));
            contestants.add(contestant(Rig.NULL_NATS, nats, natsLoad, records));
            rig.measure(name(), contestants);
        }
        goals(rig.report());
    }

    private Contestant nats(Servers servers, java.nio.file.Path program, Stage stage, long records) {
        int port = Servers.freePort();
        ServerProcess nats = stage.keep(servers.natsCore(program, port));
        return contestant(Rig.NATS, nats, stage.keep(new NatsLoad(port)), records);
    }

    private Contestant contestant(String name, ServerProcess server, Load load, long records) {
        load.follow(Follow.all(streams, connections));
        return new Contestant(name, server, records * streams, () -> Rig.deliver(load, records, records * streams));
    }

    private void goals(Report report) {
        report.atMost(line, name(), Metric.CPU_PER_RECORD, Rig.HUB, 0.5, Rig.NATS);
        report.atMost(line, name(), Metric.CPU_PER_RECORD, Rig.HUB, 0.25, Rig.GRPC);
        report.atLeast("driver", name(), Metric.RECORDS_PER_SECOND, Rig.NULL_HTTP2, 1.5, Rig.HUB);
        report.atLeast("driver", name(), Metric.RECORDS_PER_SECOND, Rig.NULL_NATS, 1.5, Rig.NATS);
    }
}
