package dev.yamabiko.cluster.journal;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether this member may decide. It may for a short time after enough of the members have said that they see
 * the very members that it sees; that time is over before anybody gives it up for silent. So a member that is cut off,
 * or was frozen and goes on where it was, does nothing to the journal.
 *
 * <p>{@link #open} may be called on any thread; all else runs on the executor.
 */
final class Fence {

    private static final Logger LOG = LoggerFactory.getLogger(Fence.class);
    private static final int PINGS_OPEN = 4;
    private static final int MOST_LOST = 1_000;

    private final HazelcastInstance instance;
    private final Executor executor;
    private final long leaseNanos;
    private final Quorum quorum;
    private final Map<UUID, AtomicInteger> pings = new HashMap<>();
    private final Set<UUID> leaving = new HashSet<>();
    private final Map<UUID, Long> lost = new LinkedHashMap<>();
    private Set<UUID> view = Set.of();
    private boolean saidClosed;
    private long openAt = System.nanoTime();
    private boolean merging;
    private long lastRound;
    private volatile Lease lease = new Lease(Set.of(), System.nanoTime());
    private volatile boolean outnumbered;
    private volatile long storedAt;
    private volatile boolean stored;

    /** {@code leaseNanos}: how long others' word holds. */
    Fence(HazelcastInstance instance, Executor executor, long leaseNanos, long settleNanos) {
        this.instance = instance;
        this.executor = executor;
        this.leaseNanos = leaseNanos;
        this.quorum = new Quorum(settleNanos);
    }

    /** The members that an instance sees. */
    static Set<UUID> view(HazelcastInstance instance) {
        return instance.getCluster().getMembers().stream().map(Member::getUuid).collect(Collectors.toSet());
    }

    /** True if this member may decide. */
    boolean open() {
        Lease current = lease;
        return System.nanoTime() - current.until < 0 && current.stillThere(instance);
    }

    /** True if there are too few members here to wait for: only joining the others again can help. */
    boolean outnumbered() {
        return outnumbered;
    }

    /** Something was stored here, as owner or as backup. */
    void stored() {
        storedAt = System.nanoTime();
        stored = true;
    }

    /** A member will leave, and is then not lost. */
    void expect(UUID member) {
        executor.execute(() -> leaving.add(member));
    }

    /** Looks who is there, and asks them. */
    void round() {
        long now = System.nanoTime();
        if (lastRound != 0 && now - lastRound > leaseNanos) {
            LOG.warn("member was not running ms={}", (now - lastRound) / 1_000_000);
            quorum.slept();
        }
        lastRound = now;
        if (merging) {
            return;
        }
        observe(now);
        Ballot ballot = new Ballot(view, now);
        ballot.agree();
        for (Member member : instance.getCluster().getMembers()) {
            if (!member.localMember()) {
                ask(member, ballot);
            }
        }
        boolean open = open();
        if (open) {
            quorum.settle(now);
        }
        tell(open, now);
    }

    /** A member may have come or gone. */
    void changed() {
        executor.execute(() -> {
            if (!merging) {
                observe(System.nanoTime());
                round();
            }
        });
    }

    /** This member's side gives up its history for that of the others. */
    void merging() {
        executor.execute(() -> {
            merging = true;
            lease = new Lease(Set.of(), System.nanoTime());
        });
    }

    /**
     * It has.
     *
     * @param diverged runs if this side has stored something since it lost those it has joined now
     */
    void merged(Runnable diverged) {
        executor.execute(() -> {
            merging = false;
            view = view(instance);
            boolean apart = storedSinceLost();
            LOG.warn("member has joined the others again diverged={} members={}", apart, view.size());
            lost.clear();
            leaving.clear();
            quorum.begin(view.size(), System.nanoTime());
            if (apart) {
                diverged.run();
            }
        });
    }

    private boolean storedSinceLost() {
        boolean known = lost.keySet().stream().anyMatch(view::contains);
        return stored
                && lost.entrySet().stream()
                        .filter(loss -> !known || view.contains(loss.getKey()))
                        .anyMatch(loss -> storedAt - loss.getValue() >= 0);
    }

    private void observe(long now) {
        Set<UUID> before = view;
        view = view(instance);
        for (UUID member : before) {
            if (view.contains(member)) {
                continue;
            }
            pings.remove(member);
            lease = new Lease(Set.of(), now);
            if (leaving.remove(member)) {
                quorum.left();
            } else {
                lost.put(member, now);
            }
        }
        if (lost.size() > MOST_LOST) {
            lost.remove(lost.keySet().iterator().next());
        }
        quorum.present(view.size(), now);
        outnumbered = !quorum.enough(view.size());
    }

    private void ask(Member member, Ballot ballot) {
        AtomicInteger open = pings.computeIfAbsent(member.getUuid(), id -> new AtomicInteger());
        if (open.get() >= PINGS_OPEN) {
            return;
        }
        open.incrementAndGet();
        Question.ask(instance, member, new Ping(ballot.view)).whenComplete((same, error) -> {
            open.decrementAndGet();
            if (Boolean.TRUE.equals(same)) {
                executor.execute(ballot::agree);
            }
        });
    }

    /** Each member that comes or goes closes it for a moment; that is not worth a word. */
    private void tell(boolean open, long now) {
        if (open) {
            openAt = now;
        }
        if (open && saidClosed) {
            LOG.info("journal open again members={}", view.size());
            saidClosed = false;
        } else if (!open && !saidClosed && now - openAt > leaseNanos) {
            LOG.warn("journal closed, too few members agree members={} outnumbered={}", view.size(), outnumbered);
            saidClosed = true;
        }
    }

    /** Who has the same view as this member, of those that were asked together. */
    private final class Ballot {
        private final Set<UUID> view;
        private final long askedAt;
        private int agreeing;

        Ballot(Set<UUID> view, long askedAt) {
            this.view = view;
            this.askedAt = askedAt;
        }

        void agree() {
            agreeing++;
            if (merging || !view.equals(Fence.this.view) || !quorum.enough(agreeing)) {
                return;
            }
            quorum.agreed(agreeing);
            if (askedAt + leaseNanos - lease.until > 0) {
                lease = new Lease(view, askedAt + leaseNanos);
            }
        }
    }

    /** For how long this member may decide, while these members are there. */
    private record Lease(Set<UUID> members, long until) {

        boolean stillThere(HazelcastInstance instance) {
            int present = 0;
            for (Member member : instance.getCluster().getMembers()) {
                if (members.contains(member.getUuid())) {
                    present++;
                }
            }
            return present == members.size();
        }
    }
}
