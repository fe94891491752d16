package dev.yamabiko.cluster.journal;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.map.listener.MapPartitionLostListener;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This member's part of the journal: what runs here whoever asks, until the member has left. Thread-safe. */
final class Share {

    private static final Logger LOG = LoggerFactory.getLogger(Share.class);
    private static final String KEY = Share.class.getName();
    private static final long TICK_MS = 250;
    private static final long DEFAULT_SILENCE_S = 60;

    private final HazelcastInstance instance;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "yamabiko-fence"));
    private final Fence fence;
    private final Epoch epoch;
    private final Upkeep upkeep;

    private Share(HazelcastInstance instance, long maxBytes, RandomGenerator random, Runnable newHistory) {
        this.instance = instance;
        long silence = TimeUnit.SECONDS.toNanos(silenceSeconds(instance));
        this.fence = new Fence(instance, timer, silence / 2, 2 * silence);
        this.epoch = new Epoch(JournalMaps.meta(instance), timer, random, newHistory);
        this.upkeep = new Upkeep(instance, maxBytes);
    }

    /** Begins to take part. {@code newHistory}: runs after the epoch has become another one. */
    static Share start(HazelcastInstance instance, long maxBytes, RandomGenerator random, Runnable newHistory) {
        Share share = new Share(instance, maxBytes, random, newHistory);
        instance.getUserContext().put(KEY, share);
        share.listen();
        var unused = share.timer.scheduleWithFixedDelay(share::tick, 0, TICK_MS, TimeUnit.MILLISECONDS);
        return share;
    }

    /** The one of an instance; null: it does not take part yet. */
    static @Nullable Share of(HazelcastInstance instance) {
        return (Share) instance.getUserContext().get(KEY);
    }

    Fence fence() {
        return fence;
    }

    Epoch epoch() {
        return epoch;
    }

    /** So many bytes were stored here, as owner; 0: as backup. */
    void stored(long bytes) {
        fence.stored();
        upkeep.stored(bytes);
    }

    /** True if nothing more may be stored until something has left. */
    boolean full() {
        return upkeep.full();
    }

    /** A topic has blocks to seal. */
    void wake(String topic) {
        upkeep.wake(topic);
    }

    private void tick() {
        try {
            fence.round();
            if (fence.open()) {
                epoch.refresh();
            }
        } catch (RuntimeException error) {
            if (instance.getLifecycleService().isRunning()) {
                LOG.warn("journal could not ask the other members", error);
            }
        }
    }

    private void listen() {
        instance.getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                fence.changed();
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                fence.changed();
            }
        });
        instance.getLifecycleService().addLifecycleListener(event -> lived(event.getState()));
        upkeep.start(() -> JournalMaps.heads(instance)
                .addPartitionLostListener((MapPartitionLostListener) event -> epoch.giveUp(epoch.value())));
    }

    private void lived(LifecycleState state) {
        switch (state) {
            case MERGING -> fence.merging();
            case MERGED -> {
                String before = epoch.value();
                fence.merged(() -> epoch.giveUp(before));
            }
            case SHUTDOWN -> {
                timer.shutdownNow();
                upkeep.stop();
            }
            default -> {
                // nothing to do: still, or not yet, a member like before
            }
        }
    }

    private static long silenceSeconds(HazelcastInstance instance) {
        String said = instance.getConfig().getProperty("hazelcast.max.no.heartbeat.seconds");
        return said == null ? DEFAULT_SILENCE_S : Long.parseLong(said);
    }

    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
