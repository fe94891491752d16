package dev.yamabiko.cluster;

import dev.yamabiko.node.Node;
import dev.yamabiko.stream.Block;
import java.util.List;

/** What one node says to another, whole, over the event bus; any of it may be lost. Immutable. */
sealed interface Packet {

    /** Id of the node that says it. */
    String from();

    /**
     * A sign of life.
     *
     * @param node who and how it is
     * @param bus where its event bus listens, {@code host:port}
     * @param reads what it reads
     * @param sent bytes of blocks it has sent to the receiver so far, lost ones too
     */
    record Heartbeat(Node node, String bus, Digest reads, long sent) implements Packet {
        @Override
        public String from() {
            return node.id();
        }
    }

    /**
     * What it reads now and did not before, and the other way round.
     *
     * @param version that these changes lead to, from the one before
     */
    record Changes(String from, long version, List<Interest> added, List<Interest> removed) implements Packet {}

    /**
     * A part of everything it reads.
     *
     * @param version of what it reads
     * @param part counted from 0
     * @param last whether this is the last part
     */
    record Snapshot(String from, long version, int part, boolean last, List<Interest> interests) implements Packet {}

    /** It does not know what the receiver reads. */
    record SnapshotWanted(String from) implements Packet {}

    /**
     * A committed block.
     *
     * @param epoch history it belongs to
     * @param sent bytes of blocks sent to the receiver so far, this one included
     */
    record Relayed(String from, String epoch, long sent, Block block) implements Packet {}

    /**
     * Its readers have been given what came.
     *
     * @param taken the largest {@code sent} of what they have been given
     */
    record Receipt(String from, long taken) implements Packet {}

    /** It goes away, in order. */
    record Goodbye(String from) implements Packet {}

    /** Something a later version says; not for us. */
    record Unknown(String from) implements Packet {}
}
