package dev.yamabiko.cluster;

import io.vertx.core.Context;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Tells peers how much of what they sent has been taken: when every event loop with readers has worked through what
 * came, which bounds what waits for them too. Used on the context of {@link Peers}; readers come and go on any thread.
 */
final class Receipts {

    private static final long PAUSE_MS = 20;

    private final Context context;
    private final Collection<Peer> peers;
    private final BiConsumer<Peer, Long> give;
    private final List<Context> readers = new CopyOnWriteArrayList<>();
    private boolean due;

    /** {@code give}: sends one. */
    Receipts(Context context, Collection<Peer> peers, BiConsumer<Peer, Long> give) {
        this.context = context;
        this.peers = peers;
        this.give = give;
    }

    /**
     * One more event loop that takes blocks.
     *
     * @return one less
     */
    Runnable reader(Context reader) {
        readers.add(reader);
        return () -> readers.remove(reader);
    }

    /** Something came. */
    void due() {
        if (!due) {
            due = true;
            context.owner().setTimer(PAUSE_MS, timer -> askReaders());
        }
    }

    private void askReaders() {
        Map<Peer, Long> positions = new HashMap<>();
        peers.forEach(peer -> positions.put(peer, peer.came()));
        List<Context> asked = List.copyOf(readers);
        AtomicInteger busy = new AtomicInteger(asked.size() + 1);
        Runnable done = () -> {
            if (busy.decrementAndGet() == 0) {
                context.runOnContext(v -> giveAll(positions));
            }
        };
        asked.forEach(reader -> reader.runOnContext(v -> done.run()));
        done.run();
    }

    private void giveAll(Map<Peer, Long> positions) {
        due = false;
        positions.forEach((peer, taken) -> {
            if (peer.receipt(taken)) {
                give.accept(peer, taken);
            }
            if (peer.came() > taken) {
                due();
            }
        });
    }
}
