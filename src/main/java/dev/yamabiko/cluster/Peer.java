package dev.yamabiko.cluster;

import dev.yamabiko.node.Node;
import dev.yamabiko.stream.Block;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Another node: what it last said of itself, what it reads, and how many bytes are on their way to it. Both sides count
 * bytes from the start of the two processes and say the sum, so a lost packet is made good by the next one. Changed on
 * the context of {@link Peers}, but for {@link #admit}, which is for whoever publishes; readable on any.
 */
final class Peer {

    private final String id;
    private final PeerInterests interests = new PeerInterests();
    private final long mostBytes;

    private volatile Node said;
    private volatile boolean member;
    private volatile boolean left;
    private volatile boolean heard;
    private final AtomicLong heardAt;
    private long askedAt;

    private final AtomicLong sent = new AtomicLong();
    private volatile long acknowledged;
    private volatile boolean behind;

    private long came;
    private long receipted;

    /**
     * A node that has not said anything yet.
     *
     * @param mostBytes on their way to it
     */
    Peer(String id, String address, long mostBytes, long now) {
        this.id = id;
        this.mostBytes = mostBytes;
        this.said = new Node(id, address, "", Node.State.NOT_SERVING, new Node.Load(0, 0, 0, 0));
        this.heardAt = new AtomicLong(now);
        this.askedAt = now - Integer.MAX_VALUE;
    }

    String id() {
        return id;
    }

    PeerInterests interests() {
        return interests;
    }

    /** Whether membership says it is there. */
    void member(boolean is) {
        member = is;
    }

    boolean isMember() {
        return member;
    }

    /** It said something. True if it had been quiet until now. */
    boolean heard(long now, long silentMs) {
        boolean news = !heard || quietFor(now) >= silentMs;
        heard = true;
        heardAt.set(now);
        return news;
    }

    /** It is there, and says how it is. */
    void said(Node node) {
        said = node;
        left = false;
    }

    /** It went away, in order. */
    void leave() {
        left = true;
    }

    boolean hasLeft() {
        return left;
    }

    long quietFor(long now) {
        return now - heardAt.get();
    }

    /** This node itself did not run for a while: the peer is not to blame for its silence. */
    void excuse(long ms) {
        heardAt.addAndGet(ms);
    }

    /** True if it belongs on the list of nodes. */
    boolean present(long now, long silentMs) {
        return !left && (member || (heard && quietFor(now) < silentMs));
    }

    /** As it said, unless it says nothing any more. */
    Node node(long now, long silentMs) {
        return quietFor(now) < silentMs
                ? said
                : new Node(id, said.address(), said.version(), Node.State.SILENT, said.load());
    }

    /** True if it may be asked for a snapshot: not so soon again. */
    boolean mayAsk(long now, long pauseMs) {
        if (now - askedAt < pauseMs) {
            return false;
        }
        askedAt = now;
        return true;
    }

    /**
     * Takes a block on the way, if the bound leaves room. Once over it, a peer is left to read its journal until half
     * of what is on the way has been taken. Threads that publish at the same time may pass the bound by a block each.
     *
     * @return bytes sent so far, this block included; -1 if there is no room
     */
    long admit(Block block) {
        int bytes = block.info().bytes() + PacketCodec.overhead(block);
        long under = sent.get() - acknowledged;
        behind = behind ? under > mostBytes / 2 : under + bytes > mostBytes;
        return behind ? -1 : sent.addAndGet(bytes);
    }

    long sent() {
        return sent.get();
    }

    /** Its readers have been given what was sent up to here. */
    void acknowledged(long taken) {
        if (taken > acknowledged && taken <= sent.get()) {
            acknowledged = taken;
        }
    }

    /** What it sent has come up to here, or was lost. */
    void came(long position) {
        came = Math.max(came, position);
    }

    /** How far that is. */
    long came() {
        return came;
    }

    /** True if a receipt for this is news. */
    boolean receipt(long taken) {
        if (taken <= receipted) {
            return false;
        }
        receipted = taken;
        return true;
    }
}
