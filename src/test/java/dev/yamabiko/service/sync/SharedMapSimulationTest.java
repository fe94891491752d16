package dev.yamabiko.service.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.sync.v1.CollectionState;
import dev.yamabiko.proto.sync.v1.Entry;
import dev.yamabiko.proto.sync.v1.Reply;
import dev.yamabiko.proto.sync.v1.SyncEvent;
import dev.yamabiko.proto.sync.v1.SyncRequest;
import dev.yamabiko.stream.StreamError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nodes that fold the same topic and write to it at once: behind what others have done, in groups, with answers that
 * get lost, and from snapshots. A plain map says what every write had to find.
 */
@Timeout(60)
class SharedMapSimulationTest {

    private static final int NODES = 3;
    private static final int STEPS = 3_000;
    private static final SyncLimits LIMITS = new SyncLimits(12, 400, 50, 8, 8, 10);

    private final List<SyncEvent> topic = new ArrayList<>();
    private final List<SharedMap> nodes = new ArrayList<>();
    private final FakeHolders holders = new FakeHolders();
    private final Map<SyncRequest, Reply> done = new HashMap<>();
    private final Map<Long, SyncRequest> madeBy = new HashMap<>();
    private final List<SyncRequest> lost = new ArrayList<>();
    private Random random = new Random();
    private CollectionState snapshot = CollectionState.getDefaultInstance();
    private long now = 1_000_000;
    private long requests;
    private int conflicts;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldComeToTheSameEverywhereAndDoEachWriteOnce(long seed) {
        random = new Random(seed);
        for (int i = 0; i < NODES; i++) {
            nodes.add(SharedMap.of(snapshot));
        }

        for (int i = 0; i < STEPS; i++) {
            step();
        }
        nodes.forEach(this::catchUp);

        assertThat(conflicts).as("a simulation that tests something").isGreaterThan(STEPS / 20);
        checkAgainstAPlainMap();
        SharedMap fresh = SharedMap.of(CollectionState.getDefaultInstance());
        catchUp(fresh);
        SharedMap fromSnapshot = SharedMap.of(snapshot);
        catchUp(fromSnapshot);
        assertThat(nodes).allSatisfy(node -> assertThat(outline(node)).isEqualTo(outline(fresh)));
        assertThat(outline(fromSnapshot)).isEqualTo(outline(fresh));
        assertThat(nodes).allSatisfy(node -> assertThat(node.weight()).isEqualTo(fresh.weight()));
    }

    private void step() {
        now += random.nextInt(20);
        int node = random.nextInt(NODES);
        switch (random.nextInt(12)) {
            case 0 -> catchUp(nodes.get(node));
            case 1 -> nodes.set(node, SharedMap.of(snapshot));
            case 2 -> snapshot = nodes.get(node).state();
            case 3 -> holders.gone("n/" + random.nextInt(6), random.nextBoolean() ? Due.LOST : Due.RELEASED);
            case 4 -> holders.here("n/" + random.nextInt(6));
            case 5 -> upkeep(node);
            default -> write(node);
        }
    }

    /** As a desk does it: decided on a layer, kept if nobody came first, else decided again. */
    private void write(int node) {
        List<SyncRequest> group = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            group.add(!lost.isEmpty() && random.nextInt(3) == 0 ? lost.remove(0) : request());
        }
        boolean kept = false;
        while (!kept) {
            kept = attempt(nodes.get(node), group);
        }
    }

    private boolean attempt(SharedMap map, List<SyncRequest> group) {
        SharedMap layer = map.layer();
        List<WriteCommand> commands = new ArrayList<>();
        List<List<SyncEvent>> decided = new ArrayList<>();
        for (SyncRequest request : group) {
            WriteCommand command = new WriteCommand(request, "n/" + random.nextInt(6), LIMITS);
            List<SyncEvent> records;
            try {
                records = command.decide(layer, now);
            } catch (StreamError.LimitReached full) {
                records = List.of();
            }
            records.forEach(record -> layer.replay(layer.last() + 1, record));
            commands.add(command);
            decided.add(records);
        }
        if (map.last() < topic.size() && decided.stream().anyMatch(records -> !records.isEmpty())) {
            conflicts++;
            catchUp(map);
            return false;
        }
        boolean answersLost = random.nextInt(8) == 0;
        for (int i = 0; i < commands.size(); i++) {
            decided.get(i).forEach(record -> keep(map, record));
            long offset = decided.get(i).isEmpty() ? 0 : map.last();
            if (offset > 0) {
                madeBy.put(offset, group.get(i));
            }
            answered(group.get(i), commands.get(i).answer(map, offset), answersLost);
        }
        return true;
    }

    private void answered(SyncRequest request, Reply reply, boolean isLost) {
        if (isLost && !request.getClientId().isEmpty()) {
            lost.add(request);
        } else if (reply.getReason().isEmpty() && reply.getVersion() > 0) {
            Reply before = done.put(request, reply);
            assertThat(before).as("answered once").isNull();
        }
    }

    private void upkeep(int node) {
        SharedMap map = nodes.get(node);
        List<SyncEvent> records = new UpkeepCommand("c", holders, false).decide(map, now);
        if (!records.isEmpty() && map.last() < topic.size()) {
            conflicts++;
            catchUp(map);
            records = new UpkeepCommand("c", holders, false).decide(map, now);
        }
        records.forEach(record -> keep(map, record));
    }

    private void keep(SharedMap map, SyncEvent record) {
        topic.add(record);
        map.replay(topic.size(), record);
    }

    private void catchUp(SharedMap map) {
        while (map.last() < topic.size()) {
            map.replay(map.last() + 1, topic.get((int) map.last()));
        }
    }

    private SyncRequest request() {
        String key = "k" + random.nextInt(16);
        requests++;
        SyncRequest.Builder request = switch (random.nextInt(6)) {
            case 0 -> Requests.delete("c", key);
            case 1 -> Requests.bind("c", key, "v" + requests);
            case 2 -> Requests.setFor("c", key, "v" + requests, 1 + random.nextInt(2_000));
            case 3, 4 -> Requests.setIf("c", key, "v" + requests, guess(key));
            default -> Requests.set("c", key, "v".repeat(1 + random.nextInt(40)));
        };
        return request.setRequestId(requests)
                .setClientId(random.nextBoolean() ? "client-" + random.nextInt(3) : "")
                .build();
    }

    private long guess(String key) {
        Entry entry = nodes.get(random.nextInt(NODES)).get(key, now);
        return entry == null || random.nextInt(5) == 0 ? random.nextInt(2) : entry.getVersion();
    }

    /** Each record in turn: what it was made on, and that no request made two. */
    private void checkAgainstAPlainMap() {
        Map<String, Long> versions = new HashMap<>();
        for (int i = 0; i < topic.size(); i++) {
            long offset = i + 1L;
            SyncRequest request = madeBy.get(offset);
            if (request != null
                    && request.getSet().hasIfVersion()
                    && request.getSet().getIfVersion() > 0) {
                assertThat(versions.get(request.getSet().getKey()))
                        .as("version that record %d was made on", offset)
                        .isEqualTo(request.getSet().getIfVersion());
            }
            topic.get(i).getChanges().getChangesList().forEach(change -> {
                switch (change.getCause()) {
                    case CAUSE_SET, CAUSE_FOUND -> versions.put(change.getKey(), offset);
                    default -> versions.remove(change.getKey());
                }
            });
        }
        Map<String, Long> made = new HashMap<>();
        madeBy.forEach((offset, request) -> {
            if (!request.getClientId().isEmpty()) {
                Long before = made.put(request.getClientId() + "/" + request.getRequestId(), offset);
                assertThat(before)
                        .as("offset that the same request made before")
                        .isNull();
            }
        });
        done.forEach(
                (request, reply) -> assertThat(madeBy.get(reply.getVersion())).isEqualTo(request));
    }

    private static List<@Nullable Object> outline(SharedMap map) {
        CollectionState state = map.state();
        Map<String, Entry> entries = new TreeMap<>();
        state.getEntriesList().forEach(entry -> entries.put(entry.getKey(), entry));
        return List.of(state.getRevision(), entries, state.getDoneList(), state.getLostList());
    }
}
