package dev.yamabiko.cluster;

import dev.yamabiko.node.Node;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Topic;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.util.List;

/**
 * Packets on the wire: a kind, who says it, and its fields in order, numbers big-endian, texts with their length before
 * them. The bytes of a block go as they are, copied once on either side. Its name has a version: nodes of two versions
 * that do not mean the same bytes do not understand each other, and read the journal. Stateless.
 */
final class PacketCodec implements MessageCodec<Packet, Packet> {

    static final String NAME = "yamabiko-packet-1";

    private static final byte HEARTBEAT = 1;
    private static final byte CHANGES = 2;
    private static final byte SNAPSHOT = 3;
    private static final byte SNAPSHOT_WANTED = 4;
    private static final byte RELAYED = 5;
    private static final byte RECEIPT = 6;
    private static final byte GOODBYE = 7;

    @Override
    public void encodeToWire(Buffer wire, Packet packet) {
        PacketFields fields = new PacketFields(wire, wire.length());
        if (packet instanceof Packet.Relayed relayed) {
            relayed(fields.begin(RELAYED, packet), relayed);
        } else if (packet instanceof Packet.Receipt receipt) {
            fields.begin(RECEIPT, packet).number(receipt.taken());
        } else if (packet instanceof Packet.Heartbeat heartbeat) {
            heartbeat(fields.begin(HEARTBEAT, packet), heartbeat);
        } else if (packet instanceof Packet.Changes changes) {
            fields.begin(CHANGES, packet)
                    .number(changes.version())
                    .interests(changes.added())
                    .interests(changes.removed());
        } else if (packet instanceof Packet.Snapshot snapshot) {
            fields.begin(SNAPSHOT, packet)
                    .number(snapshot.version())
                    .number(snapshot.part())
                    .number(snapshot.last() ? 1 : 0)
                    .interests(snapshot.interests());
        } else if (packet instanceof Packet.SnapshotWanted) {
            fields.begin(SNAPSHOT_WANTED, packet);
        } else if (packet instanceof Packet.Goodbye) {
            fields.begin(GOODBYE, packet);
        } else {
            throw new IllegalArgumentException("packet: not for the wire");
        }
    }

    @Override
    public Packet decodeFromWire(int position, Buffer wire) {
        PacketFields fields = new PacketFields(wire, position);
        byte kind = fields.kind();
        String from = fields.text();
        return switch (kind) {
            case HEARTBEAT -> heartbeat(from, fields);
            case CHANGES -> new Packet.Changes(from, fields.number(), fields.interests(), fields.interests());
            case SNAPSHOT ->
                new Packet.Snapshot(
                        from, fields.number(), (int) fields.number(), fields.number() == 1, fields.interests());
            case SNAPSHOT_WANTED -> new Packet.SnapshotWanted(from);
            case RELAYED -> relayed(from, fields);
            case RECEIPT -> new Packet.Receipt(from, fields.number());
            case GOODBYE -> new Packet.Goodbye(from);
            default -> new Packet.Unknown(from);
        };
    }

    /** Bytes of a relayed block beside its frames, about. */
    static int overhead(Block block) {
        return 128 + block.topic().name().length();
    }

    private static void heartbeat(PacketFields fields, Packet.Heartbeat heartbeat) {
        Node node = heartbeat.node();
        fields.text(node.address())
                .text(node.version())
                .text(node.state().name())
                .number(node.load().connections())
                .number(node.load().calls())
                .number(node.load().subscriptions())
                .number(node.load().recordsAppended())
                .text(heartbeat.bus())
                .number(heartbeat.reads().version())
                .number(heartbeat.reads().count())
                .number(heartbeat.reads().hash())
                .number(heartbeat.sent());
    }

    private static Packet heartbeat(String from, PacketFields fields) {
        String address = fields.text();
        String version = fields.text();
        Node.State state = state(fields.text());
        Node.Load load = new Node.Load(fields.number(), fields.number(), fields.number(), fields.number());
        return new Packet.Heartbeat(
                new Node(from, address, version, state, load),
                fields.text(),
                new Digest(fields.number(), (int) fields.number(), fields.number()),
                fields.number());
    }

    /** A state that a later version invents is one in which it is better left alone. */
    private static Node.State state(String name) {
        return List.of(Node.State.values()).stream()
                .filter(state -> state.name().equals(name))
                .findFirst()
                .orElse(Node.State.NOT_SERVING);
    }

    private static void relayed(PacketFields fields, Packet.Relayed relayed) {
        Block block = relayed.block();
        BlockInfo info = block.info();
        fields.text(relayed.epoch())
                .number(relayed.sent())
                .text(block.topic().name())
                .number(info.first())
                .number(info.count())
                .number(info.minTime())
                .number(info.maxTime())
                .number(info.appendedAt())
                .bytes(block.frames().array(), block.frames().start(), info.bytes());
    }

    private static Packet relayed(String from, PacketFields fields) {
        String epoch = fields.text();
        long sent = fields.number();
        Topic topic = new Topic(fields.text());
        long first = fields.number();
        int count = (int) fields.number();
        long minTime = fields.number();
        long maxTime = fields.number();
        long appendedAt = fields.number();
        byte[] bytes = fields.bytes();
        BlockInfo info = new BlockInfo(first, count, bytes.length, minTime, maxTime, appendedAt);
        return new Packet.Relayed(from, epoch, sent, new Block(topic, info, Frames.of(bytes, 0, bytes.length)));
    }

    @Override
    public Packet transform(Packet packet) {
        return packet;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
