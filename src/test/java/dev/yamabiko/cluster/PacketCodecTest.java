package dev.yamabiko.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.node.Node;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.support.Records;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Packets on the wire. */
@Timeout(20)
class PacketCodecTest {

    private static final PacketCodec CODEC = new PacketCodec();
    private static final List<Interest> INTERESTS = List.of(new Interest("logs/ä", false), new Interest("", true));

    static Stream<Packet> packets() {
        Node node = new Node("a", "host:1", "1.0", Node.State.DRAINING, new Node.Load(1, 2, 3, 4));
        return Stream.of(
                new Packet.Heartbeat(node, "host:2", new Digest(7, 2, -3), 1L << 40),
                new Packet.Changes("a", 8, INTERESTS, List.of()),
                new Packet.Snapshot("a", 9, 3, true, INTERESTS),
                new Packet.SnapshotWanted("a"),
                new Packet.Receipt("a", 5),
                new Packet.Goodbye("a"));
    }

    @ParameterizedTest
    @MethodSource("packets")
    void shouldReadWhatWasWritten(Packet packet) {
        assertThat(CODEC.decodeFromWire(3, written(packet))).isEqualTo(packet);
    }

    @ParameterizedTest
    @MethodSource("packets")
    void shouldRefuseAPacketThatEndsTooEarly(Packet packet) {
        Buffer whole = written(packet);

        for (int length = 3; length < whole.length(); length++) {
            Buffer cut = whole.getBuffer(0, length);
            assertThatThrownBy(() -> CODEC.decodeFromWire(3, cut)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void shouldCarryABlockAsItIs() {
        Block block = Records.batch(new Topic("logs/a"), 3).stamp(41, 7);

        Packet read = CODEC.decodeFromWire(3, written(new Packet.Relayed("a", "epoch", 99, block)));

        Packet.Relayed relayed = (Packet.Relayed) read;
        assertThat(relayed.epoch()).isEqualTo("epoch");
        assertThat(relayed.sent()).isEqualTo(99);
        assertThat(relayed.block().topic()).isEqualTo(block.topic());
        assertThat(relayed.block().info()).isEqualTo(block.info());
        assertThat(relayed.block().frames().toBytes()).isEqualTo(block.frames().toBytes());
    }

    @Test
    void shouldPassOverWhatALaterVersionSays() {
        Buffer wire = Buffer.buffer()
                .appendByte((byte) 99)
                .appendInt(1)
                .appendString("a")
                .appendLong(5);

        assertThat(CODEC.decodeFromWire(0, wire)).isEqualTo(new Packet.Unknown("a"));
    }

    private static Buffer written(Packet packet) {
        Buffer wire = Buffer.buffer("xyz");
        CODEC.encodeToWire(wire, packet);
        return wire;
    }
}
