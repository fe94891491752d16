package dev.yamabiko.service.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.service.fold.Command;
import dev.yamabiko.stream.ResumePoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nodes that share the topic of a room and know it more or less, with users who come and go, nodes that die, and nodes
 * that are thought dead and are not: each user joins and leaves in turn, and in the end the room is who holds it.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RoomSimulationTest {

    private static final int STEPS = 2_000;
    private static final int USERS = 6;
    private static final long LINGER_MS = 300;

    private final List<ChatMessage> log = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> dead = new HashSet<>();
    private long now = 1_000;
    private int conflicts;

    /** One node: what it knows, what it holds, whom it takes for dead. */
    private final class Node {
        private final String name;
        private final Holdings holdings = new Holdings(new LongAdder());
        private final Map<String, Integer> streams = new HashMap<>();
        private final Set<String> mistaken = new HashSet<>();
        private final Room room = new Room("r");

        Node(String name) {
            this.name = name;
        }

        void join(String user) {
            holdings.add("r", user, user, room -> () -> {});
            streams.merge(user, 1, Integer::sum);
            Entrance entrance = new Entrance(user, "r", user, 0, false, 0, ResumePoint.NONE);
            run(new JoinCommand(entrance, name, 100, this::thinksGone));
            holdings.joined("r", user);
        }

        void leave(String user, boolean lost) {
            streams.computeIfPresent(user, (key, count) -> count == 1 ? null : count - 1);
            holdings.remove("r", user, lost ? now + LINGER_MS : now);
            if (!lost) {
                run(new LeaveCommand("r", user, name, holdings));
            }
        }

        void tend() {
            run(new TendCommand("r", name, holdings, this::thinksGone, false));
        }

        private boolean thinksGone(String node) {
            return dead.contains(node) || mistaken.contains(node);
        }

        private <A> A run(Command<Room, ChatMessage, A> command) {
            if (command.wantsNewest()) {
                catchUp();
            }
            while (true) {
                List<ChatMessage> records = command.decide(room, now);
                if (records.isEmpty() || room.last() == log.size()) {
                    log.addAll(records);
                    long before = room.last();
                    catchUp();
                    return command.answer(room, records.isEmpty() ? 0 : before + records.size());
                }
                conflicts++;
                catchUp();
            }
        }

        private void catchUp() {
            while (room.last() < log.size()) {
                room.replay(room.last() + 1, log.get((int) room.last()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldAnnounceEachComingAndGoingOnceAndEndUpRight(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 3; i++) {
            nodes.add(new Node("n" + i));
        }
        for (int step = 0; step < STEPS; step++) {
            now += random.nextInt(50);
            act(random, nodes.get(random.nextInt(nodes.size())), step);
        }
        now += LINGER_MS + 1;
        nodes.forEach(node -> node.mistaken.clear());
        for (int round = 0; round < 3; round++) {
            nodes.forEach(Node::catchUp);
            nodes.forEach(Node::tend);
        }
        nodes.forEach(Node::catchUp);

        Set<String> held = new TreeSet<>();
        nodes.forEach(node -> held.addAll(node.streams.keySet()));
        nodes.forEach(node -> assertThat(Chatter.names(node.room.view())).isEqualTo(String.join(" ", held)));
        assertThat(inTurn()).isEqualTo(held);
        assertThat(conflicts).as("conflicts").isPositive();
        assertThat(log).as("checkpoints").anyMatch(ChatMessage::hasCheckpoint);
    }

    private void act(SplittableRandom random, Node node, int step) {
        String user = "u" + random.nextInt(USERS);
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> node.join(user);
            case 3, 4 -> {
                if (node.streams.containsKey(user)) {
                    node.leave(user, random.nextBoolean());
                }
            }
            case 5 -> node.tend();
            case 6 -> node.catchUp();
            default -> confuse(random, node, step);
        }
    }

    /** A node dies and another takes its place, or one is mistaken about another for a while. */
    private void confuse(SplittableRandom random, Node node, int step) {
        if (random.nextInt(20) == 0) {
            nodes.remove(node);
            dead.add(node.name);
            nodes.add(new Node("s" + step));
        } else if (random.nextBoolean()) {
            node.mistaken.clear();
        } else {
            Node other = nodes.get(random.nextInt(nodes.size()));
            if (other != node) {
                node.mistaken.add(other.name);
            }
        }
    }

    /** Who is there by what was announced, each coming followed by a going. */
    private Set<String> inTurn() {
        Set<String> there = new TreeSet<>();
        for (ChatMessage record : log) {
            if (!record.getUnannounced()) {
                boolean came = record.getType() == ChatMessage.Type.TYPE_JOIN_ROOM;
                boolean changed = came ? there.add(record.getUserId()) : there.remove(record.getUserId());
                assertThat(changed).as(record.toString()).isTrue();
            }
        }
        return there;
    }
}
