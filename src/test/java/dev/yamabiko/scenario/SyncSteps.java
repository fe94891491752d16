package dev.yamabiko.scenario;

import dev.yamabiko.proto.sync.v1.Entry;
import dev.yamabiko.proto.sync.v1.Reply;
import dev.yamabiko.proto.sync.v1.SyncRequest;
import dev.yamabiko.service.sync.Mirror;
import dev.yamabiko.service.sync.Requests;
import dev.yamabiko.service.sync.SyncPeer;
import dev.yamabiko.support.Await;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sync commands of a scenario: each call is somebody's, on any node. One thread.
 *
 * <pre>
 * &gt; sync open NAME
 * &gt; sync set NAME collection key value [if=version] [ttl=ms] [bound] [client=id number=n]
 * &gt; sync delete NAME collection key [if=version]
 * &gt; sync get NAME collection key
 * &gt; sync watch NAME collection        goes on where NAME has watched it before
 * &gt; sync unwatch NAME collection
 * &gt; sync shows NAME collection at=n    what it is for NAME, at revision n or later
 * &gt; sync close NAME                   half-closes the call; NAME keeps what it has seen
 * &gt; sync drop NAME                    cancels it
 * </pre>
 */
final class SyncSteps {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Nodes nodes;
    private final Map<String, SyncPeer> peers = new HashMap<>();
    private final Map<String, Mirror> mirrors = new HashMap<>();

    SyncSteps(Nodes nodes) {
        this.nodes = nodes;
    }

    List<String> run(Words words) {
        String verb = words.next();
        String name = words.next();
        return switch (verb) {
            case "open" -> {
                peers.put(name, SyncPeer.open(nodes.any()));
                yield List.of();
            }
            case "set", "delete", "get", "unwatch" ->
                List.of(line(peers.get(name).ask(request(verb, words))));
            case "watch" -> watch(name, words.next());
            case "shows" -> shows(name, words.next(), words.number("at"));
            case "close" -> {
                peers.get(name).halfClose();
                yield List.of(peers.remove(name).end().getCode().name());
            }
            case "drop" -> {
                peers.remove(name).cancel();
                yield List.of();
            }
            default -> throw new IllegalArgumentException("sync: " + verb + " (expected: a command)");
        };
    }

    private static SyncRequest.Builder request(String verb, Words words) {
        String collection = words.next();
        String version = words.one("if");
        return switch (verb) {
            case "get" -> Requests.get(collection, words.next());
            case "unwatch" -> Requests.unwatch(collection);
            case "delete" ->
                version.isEmpty()
                        ? Requests.delete(collection, words.next())
                        : Requests.deleteIf(collection, words.next(), Long.parseLong(version));
            default -> {
                boolean bound = words.flag("bound");
                SyncRequest.Builder set = Requests.set(collection, words.next(), words.next());
                set.getSetBuilder().setBound(bound).setTtlMs(words.number("ttl"));
                if (!version.isEmpty()) {
                    set.getSetBuilder().setIfVersion(Long.parseLong(version));
                }
                yield set.setClientId(words.one("client")).setRequestId(words.number("number"));
            }
        };
    }

    private List<String> watch(String name, String collection) {
        Mirror mirror = mirrors.computeIfAbsent(name + "/" + collection, key -> new Mirror(collection));
        Reply reply = peers.get(name).goOn(collection, mirror).join();
        return List.of(reply.getReason().isEmpty() ? "from " + reply.getRevision() : line(reply));
    }

    private List<String> shows(String name, String collection, long revision) {
        Mirror mirror = mirrors.get(name + "/" + collection);
        Await.until(
                () -> name + " at revision " + mirror.revision() + " (expected: " + revision + ")",
                PATIENCE,
                () -> mirror.revision() >= revision);
        if (!mirror.fault().isEmpty()) {
            throw new AssertionError(name + ": " + mirror.fault());
        }
        return mirror.entries().values().stream().map(SyncSteps::line).toList();
    }

    private static String line(Reply reply) {
        String current = reply.getCurrent().getVersion() > 0 ? line(reply.getCurrent()) : "";
        if (reply.getReason().isEmpty()) {
            return current.isEmpty() ? (reply.getAgain() ? "again at " : "at ") + reply.getVersion() : current;
        }
        String why = reply.getReason() + " " + reply.getMessage();
        return current.isEmpty() ? why : why + "; now " + current;
    }

    private static String line(Entry entry) {
        return entry.getKey() + "=" + entry.getValue().toStringUtf8() + " @" + entry.getVersion()
                + (entry.getHolder().isEmpty() ? "" : " bound");
    }
}
