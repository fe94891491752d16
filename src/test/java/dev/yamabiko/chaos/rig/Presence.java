package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.chat.v1.ChatServiceGrpc;
import dev.yamabiko.proto.chat.v1.ListMembersRequest;
import dev.yamabiko.proto.chat.v1.Member;
import dev.yamabiko.support.Await;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** What the nodes of a cluster say of who is in the rooms {@code room-0}, {@code room-1} and so on. One thread. */
public final class Presence {

    private final HubCluster cluster;
    private final LongAdder retries = new LongAdder();

    public Presence(HubCluster cluster) {
        this.cluster = cluster;
    }

    /** Waits until each of these nodes has said that exactly these are there, by the number of their room. */
    public void await(Map<Integer, Set<String>> expected, List<Integer> nodes, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        expected.forEach((room, users) -> {
            for (int node : nodes) {
                Await.until(
                        () -> "room " + room + " on node " + node + ": " + users + ", not " + details(room, nodes),
                        Duration.ofNanos(end - System.nanoTime()),
                        () -> members(node, room).equals(users));
            }
        });
    }

    private Set<String> members(int node, int room) {
        try {
            return look(node, room).stream().map(Member::getUserId).collect(Collectors.toCollection(TreeSet::new));
        } catch (StatusRuntimeException unavailable) {
            return Set.of(unavailable.getStatus().toString());
        }
    }

    private List<Member> look(int node, int room) {
        return new Retried(() -> cluster.client(node), retries)
                .call(
                        "look",
                        ChatServiceGrpc::newBlockingStub,
                        stub -> stub.listMembers(ListMembersRequest.newBuilder()
                                .setRoomId("room-" + room)
                                .build()))
                .getMembers()
                .getMembersList();
    }

    /** For people: on which nodes everyone is, and what each node holds. */
    private String details(int room, List<Integer> nodes) {
        return nodes.stream()
                .map(node -> look(node, room).stream()
                                .map(member -> member.getUserId() + "@" + member.getNodesList())
                                .toList()
                        + " with " + cluster.client(node).gauge("chat_members") + " members held, "
                        + cluster.client(node).gauge("calls_open") + " calls")
                .toList()
                .toString();
    }
}
