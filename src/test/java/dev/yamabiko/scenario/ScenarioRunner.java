package dev.yamabiko.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.datacollection.v1.DataCollectionServiceGrpc;
import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import dev.yamabiko.proto.grpc.health.v1.HealthCheckRequest;
import dev.yamabiko.proto.grpc.health.v1.HealthGrpc;
import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.hub.v1.GetNodeResponse;
import dev.yamabiko.proto.hub.v1.HubServiceGrpc;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs the commands of a scenario, each against any of the nodes, and compares what they say. One thread, one scenario.
 *
 * <pre>
 * &gt; collect ENTRY          one call with one entry
 * &gt; collect                one call with the entries in the lines below, after |
 * &gt; stream [sorted] OPTIONS
 * &gt; follow name OPTIONS    opens a stream that goes on
 * &gt; expect name            as many lines of it as are expected
 * &gt; drop name              leaves it
 * &gt; resume name            goes on after the last entry it has seen
 * &gt; health [service]
 * &gt; node
 * &gt; record, points, watch, shown: {@link MetricSteps}
 * &gt; file: {@link FileSteps}
 * &gt; notify: {@link NotificationSteps}
 * &gt; batch: {@link BatchSteps}
 * &gt; game: {@link GameSteps}
 * &gt; sync: {@link SyncSteps}
 * &gt; edit: {@link EditorSteps}
 * &gt; chat: {@link ChatSteps}
 * &gt; user: {@link UserSteps}
 *
 * ENTRY    [count] application LEVEL "text, {n} counts" [at=ms] [source=file] [line=n] [field=value]...
 * OPTIONS  [app=name] [level=LEVEL] [from=ms] [to=ms] [filter=text]... [tail=n] [heartbeat=seconds]
 *          [after=topic:offset]... [epoch=name] [skip-gap]
 * </pre>
 */
final class ScenarioRunner {

    private final Nodes nodes;
    private final Map<String, Reader> readers = new HashMap<>();
    private final Map<String, LogStreamRequest> left = new HashMap<>();
    private final MetricSteps metrics;
    private final NotificationSteps notifications;
    private final GameSteps games;
    private final SyncSteps maps;
    private final EditorSteps editors;
    private final ChatSteps chat;
    private final UserSteps users;

    ScenarioRunner(Nodes nodes) {
        this.nodes = nodes;
        this.metrics = new MetricSteps(nodes);
        this.notifications = new NotificationSteps(nodes);
        this.games = new GameSteps(nodes);
        this.maps = new SyncSteps(nodes);
        this.editors = new EditorSteps(nodes);
        this.chat = new ChatSteps(nodes);
        this.users = new UserSteps(nodes);
    }

    /** Runs all steps in order. */
    void run(List<Step> steps) throws Exception {
        for (Step step : steps) {
            List<String> said = said(step);
            assertThat(step.isMetBy(said))
                    .as(
                            "%s%n> %s%nexpected:%n< %s%nbut was:%n< %s%n",
                            step.place(),
                            step.command(),
                            String.join("\n< ", step.expected()),
                            String.join("\n< ", said))
                    .isTrue();
        }
        readers.values().forEach(Reader::leave);
    }

    private List<String> said(Step step) throws Exception {
        Words words = new Words(step.command());
        String verb = words.next();
        List<String> said = switch (verb) {
            case "collect" -> collect(words, step.body());
            case "stream" -> stream(words);
            case "follow" -> follow(words);
            case "expect" -> readers.get(words.next()).lines(step.expected().size());
            case "drop" -> drop(words.next());
            case "resume" -> resume(words.next());
            case "health" -> List.of(health(words.next()));
            case "node" -> List.of(node());
            case "record" -> metrics.record(step.body());
            case "points" -> metrics.points(step.body());
            case "watch" -> metrics.watch(words);
            case "shown" -> metrics.shown(words.next(), step.expected().size());
            case "notify" -> notifications.run(words, step.expected().size());
            case "sync" -> maps.run(words);
            case "edit" -> editors.run(words, step.expected().size());
            case "chat" -> chat.run(words, step.expected().size());
            case "user" -> users.run(words);
            case "batch" -> BatchSteps.run(nodes.any(), words, step.body());
            case "game" -> games.run(words);
            case "file" -> FileSteps.run(nodes.any(), words);
            default -> throw new IllegalArgumentException(step.place() + ": " + verb + " (expected: a command)");
        };
        words.requireNoMore();
        return said;
    }

    private List<String> collect(Words words, List<String> body) throws Exception {
        List<LogEntry> entries = new ArrayList<>(body.isEmpty() ? entries(words) : List.of());
        body.forEach(line -> entries.addAll(entries(new Words(line))));
        CompletableFuture<LogCollectionResult> result = new CompletableFuture<>();
        StreamObserver<LogEntry> call =
                DataCollectionServiceGrpc.newStub(nodes.any()).collectLogs(completing(result));
        entries.forEach(call::onNext);
        call.onCompleted();
        try {
            return Lines.of(result.get(20, TimeUnit.SECONDS));
        } catch (ExecutionException error) {
            return List.of(Lines.of(error.getCause()));
        }
    }

    private static List<LogEntry> entries(Words words) {
        int count = words.nextCount();
        LogEntry.Builder entry = LogEntry.newBuilder()
                .setApplication(words.next())
                .setLevel(words.next())
                .setMessage(words.next())
                .setTimestamp(words.number("at"))
                .setSourceFile(words.one("source"))
                .setLineNumber((int) words.number("line"))
                .putAllFields(words.rest());
        List<LogEntry> entries = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            entries.add(entry.clone()
                    .setMessage(entry.getMessage().replace("{n}", Integer.toString(i)))
                    .build());
        }
        return entries;
    }

    /** Completes with the one response of a call, or fails with its status. */
    static <T> StreamObserver<T> completing(CompletableFuture<T> result) {
        return new StreamObserver<>() {
            @Override
            public void onNext(T value) {
                result.complete(value);
            }

            @Override
            public void onError(Throwable error) {
                result.completeExceptionally(error);
            }

            @Override
            public void onCompleted() {
                result.completeExceptionally(new TimeoutException("no result"));
            }
        };
    }

    /** With {@code sorted}, by application: across applications there is no order to expect. */
    private List<String> stream(Words words) throws Exception {
        boolean sorted = words.flag("sorted");
        List<String> lines =
                new ArrayList<>(new Reader(nodes.any(), request(words).build()).toEnd());
        if (sorted) {
            lines.subList(0, lines.size() - 1).sort(Comparator.comparing(line -> line.split(" ", -1)[2]));
        }
        return lines;
    }

    private List<String> follow(Words words) {
        String name = words.next();
        readers.put(name, new Reader(nodes.any(), request(words).setFollow(true).build()));
        return List.of();
    }

    private List<String> drop(String name) {
        left.put(name, readers.remove(name).leave());
        return List.of();
    }

    private List<String> resume(String name) {
        readers.put(name, new Reader(nodes.any(), left.remove(name)));
        return List.of();
    }

    private static LogStreamRequest.Builder request(Words words) {
        LogStreamRequest.Builder request = LogStreamRequest.newBuilder()
                .setApplication(words.one("app"))
                .setLogLevel(words.one("level"))
                .setStartTimestamp(words.number("from"))
                .setEndTimestamp(words.number("to"))
                .setTail((int) words.number("tail"))
                .setHeartbeatSeconds((int) words.number("heartbeat"))
                .addAllFilters(words.all("filter"));
        Resume.Builder resume = Resume.newBuilder().setEpoch(words.one("epoch")).setSkipGap(words.flag("skip-gap"));
        for (String position : words.all("after")) {
            int colon = position.lastIndexOf(':');
            resume.putAfter(position.substring(0, colon), Long.parseLong(position.substring(colon + 1)));
        }
        return request.setResume(resume);
    }

    private String health(String service) {
        try {
            return HealthGrpc.newBlockingStub(nodes.any())
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.newBuilder().setService(service).build())
                    .getStatus()
                    .name();
        } catch (StatusRuntimeException error) {
            return Lines.of(error);
        }
    }

    private String node() {
        GetNodeResponse node = HubServiceGrpc.newBlockingStub(nodes.any())
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .getNode(GetNodeRequest.getDefaultInstance());
        boolean named = node.getNode().startsWith("node-") && !node.getEpoch().isEmpty();
        return (named ? "named" : "nameless")
                + (node.getServing() ? ", serving" : ", not serving")
                + (node.getDurability().isEmpty() ? "" : ", says how durable")
                + (node.containsGauges("calls_open") ? ", counts" : "");
    }
}
