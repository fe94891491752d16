package dev.yamabiko.cli.hub;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.cli.client.Backoff;
import dev.yamabiko.cli.client.Call;
import dev.yamabiko.cli.client.Comeback;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.HubMethods;
import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.client.ServerOption;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.cli.terminal.Verbosity;
import dev.yamabiko.cli.view.LiveView;
import dev.yamabiko.cli.view.Table;
import dev.yamabiko.cli.view.ViewOptions;
import dev.yamabiko.proto.hub.v1.Node;
import dev.yamabiko.proto.hub.v1.WatchNodesRequest;
import dev.yamabiko.proto.hub.v1.WatchNodesResponse;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code yamabiko nodes}: shows the nodes of a hub, as one of them sees them. For one run. */
@Command(
        name = "nodes",
        sortOptions = false,
        description = {
            "Shows the nodes of a hub: where they are, what they are up to, how much they have to do.",
            "States: serving; not serving (starting, or without a journal); draining (going away); silent (not heard)."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the hub cannot be reached, or refuses", "2:usage", "130:stopped with Ctrl-C"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  yamabiko nodes",
            "  yamabiko nodes --watch --server 10.0.0.7:8080,10.0.0.8:8080",
            "  yamabiko nodes --json | grep -v SERVING"
        })
public final class NodesCommand implements Callable<Integer> {

    private static final int REFRESH_SECONDS = 1;
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 5;
    /** An hour of the longest pauses. */
    private static final int ATTEMPTS_WATCHING = 300;

    private final Terminal terminal;
    private final RandomGenerator random;
    private final Pause pause;

    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final ViewOptions options = new ViewOptions();

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    /** Writes to this terminal. */
    public NodesCommand(Terminal terminal, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        verbosity.applyToClient();
        LiveView view = new LiveView(terminal);
        try (HubClient client = server.client()) {
            Backoff backoff = new Backoff(random, options.watch() ? ATTEMPTS_WATCHING : ATTEMPTS);
            Comeback comeback = new Comeback(client, terminal, backoff, pause);
            boolean more = true;
            while (more) {
                try (Call call = client.open(HubMethods.WATCH_NODES)) {
                    more = show(call, view, comeback);
                    if (more) {
                        comeback.after(call.ending());
                    }
                }
            }
        }
        return 0;
    }

    /** Shows what one call brings; false: that is enough. */
    private boolean show(Call call, LiveView view, Comeback comeback) throws InterruptedException {
        WatchNodesRequest request = WatchNodesRequest.newBuilder()
                .setIntervalSeconds(options.watch() ? REFRESH_SECONDS : 0)
                .build();
        call.send(List.of(Buffer.buffer(request.toByteArray())));
        call.finish();
        if (call.open(SILENCE) == null) {
            return true;
        }
        comeback.opened(call, "");
        List<byte[]> lists = call.next(SILENCE);
        while (!lists.isEmpty()) {
            comeback.well();
            show(parse(lists.get(lists.size() - 1)).getNodesList(), view);
            if (!options.watch() || !view.wanted()) {
                return false;
            }
            lists = call.next(SILENCE);
        }
        return true;
    }

    private void show(List<Node> nodes, LiveView view) {
        if (options.json()) {
            view.show("", nodes.stream().map(NodeRows::json).toList());
            return;
        }
        Table table = options.table(terminal, NodeRows.HEADINGS);
        nodes.forEach(node -> table.add(NodeRows.row(node)));
        table.show(view, List.of());
    }

    private static WatchNodesResponse parse(byte[] message) {
        try {
            return WatchNodesResponse.parseFrom(message);
        } catch (InvalidProtocolBufferException foreign) {
            throw new CommandFailure("the hub sent what is no list of nodes: " + foreign.getMessage(), foreign);
        }
    }
}
