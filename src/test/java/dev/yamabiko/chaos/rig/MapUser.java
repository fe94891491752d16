package dev.yamabiko.chaos.rig;

import dev.yamabiko.chaos.rig.MapOperation.Kind;
import dev.yamabiko.chaos.rig.MapOperation.Told;
import dev.yamabiko.proto.sync.v1.Entry;
import dev.yamabiko.proto.sync.v1.Reply;
import dev.yamabiko.proto.sync.v1.SyncRequest;
import dev.yamabiko.service.sync.Requests;
import dev.yamabiko.service.sync.SyncPeer;
import dev.yamabiko.support.Await;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One who reads and writes the keys of a collection, one operation after the other, on whatever node there is, and
 * notes what it was told. An operation without an answer is sent again, as the same; now and then one is given up. One
 * thread.
 */
public final class MapUser implements Runnable {

    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** The write was not done, and may be tried as another one. */
    private static final Set<String> AGAIN = Set.of("CONFLICT", "JOURNAL_UNAVAILABLE", "OUTCOME_UNKNOWN", "DRAINING");

    private final String name;
    private final String collection;
    private final int keys;
    private final Supplier<NodeClient> nodes;
    private final RandomGenerator random;
    private final BooleanSupplier over;
    private final Map<String, List<MapOperation>> histories;
    private final LongAdder retries;
    private final Map<String, Long> versions = new HashMap<>();
    private @Nullable SyncPeer peer;
    private long numbers;

    /** {@code histories}: a thread-safe list for each key; {@code retries}: counts what was sent again. */
    public MapUser(
            String name,
            String collection,
            int keys,
            Supplier<NodeClient> nodes,
            RandomGenerator random,
            BooleanSupplier over,
            Map<String, List<MapOperation>> histories,
            LongAdder retries) {
        this.name = name;
        this.collection = collection;
        this.keys = keys;
        this.nodes = nodes;
        this.random = random;
        this.over = over;
        this.histories = histories;
        this.retries = retries;
    }

    @Override
    public void run() {
        while (!over.getAsBoolean()) {
            operate();
        }
        if (peer != null) {
            peer.cancel();
        }
    }

    private void operate() {
        numbers++;
        String key = "key-" + random.nextInt(keys);
        String value = name + "-" + numbers;
        long known = versions.getOrDefault(key, 0L);
        int chance = random.nextInt(10);
        Kind kind = chance < 2 ? Kind.READ : chance < 3 ? Kind.DELETE : Kind.SET;
        long condition = kind == Kind.READ || chance == 9 ? MapOperation.ANY : known;
        SyncRequest.Builder request = switch (kind) {
            case READ -> Requests.get(collection, key);
            case DELETE -> Requests.deleteIf(collection, key, condition);
            case SET ->
                condition == MapOperation.ANY
                        ? Requests.set(collection, key, value)
                        : Requests.setIf(collection, key, value, condition);
        };
        request.setClientId(name).setRequestId(numbers);
        long invoked = System.nanoTime();
        Reply reply = ask(request);
        Told told = reply == null ? null : told(kind, reply);
        long returned = told == null ? Long.MAX_VALUE : System.nanoTime();
        if (told != null) {
            versions.put(key, kind == Kind.DELETE && told.done() ? 0L : told.version());
        }
        if (told != null || kind != Kind.READ) {
            histories.get(key).add(new MapOperation(kind, condition, value, told, invoked, returned));
        }
    }

    /** The answer, however often it has to be asked for; null: given up. */
    private @Nullable Reply ask(SyncRequest.Builder request) {
        for (int tries = 0; tries == 0 || (!over.getAsBoolean() && random.nextInt(20) > 0); tries++) {
            if (tries > 0) {
                retries.increment();
                Await.passing(PAUSE);
            }
            Reply reply = askOnce(request);
            if (reply != null && !AGAIN.contains(reply.getReason())) {
                return reply;
            }
        }
        return null;
    }

    private @Nullable Reply askOnce(SyncRequest.Builder request) {
        SyncPeer asked = peer == null || peer.over() || random.nextInt(200) == 0 ? connect() : peer;
        peer = asked;
        try {
            return asked.send(request).get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException noAnswer) {
            asked.cancel();
            peer = null;
            return null;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", ended);
        }
    }

    private SyncPeer connect() {
        if (peer != null) {
            peer.cancel();
        }
        return SyncPeer.open(nodes.get().channel());
    }

    private static Told told(Kind kind, Reply reply) {
        Entry current = reply.getCurrent();
        String value = current.getValue().toStringUtf8();
        return switch (reply.getReason()) {
            case "" ->
                kind == Kind.READ
                        ? new Told(true, current.getVersion(), value)
                        : new Told(true, reply.getVersion(), "");
            case "NOT_FOUND" -> new Told(true, 0, "");
            case "VERSION_CONFLICT" -> new Told(false, current.getVersion(), value);
            default -> throw new AssertionError("reply: " + reply);
        };
    }
}
