package dev.yamabiko.service.game;

import dev.yamabiko.proto.game.v1.MatchRecord;
import dev.yamabiko.proto.game.v1.PlayerInput;
import dev.yamabiko.service.ValueReader;
import dev.yamabiko.stream.latest.LatestSource;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A match that this node runs: makes its ticks, tells what they change, and keeps snapshots, for as long as no other
 * node has it. Used on the event loop of {@link GameVerticle}.
 */
final class Host {

    private static final Logger LOG = LoggerFactory.getLogger(Host.class);

    /** Ticks made up for before others have their turn on the event loop. */
    private static final int MOST_AT_ONCE = 10;

    private final String id;
    private final long term;
    private final HostPlace place;
    private final Rules rules;
    private final Match match;
    private final Bulletin bulletin;
    private final ValueReader<PlayerInput> inputs;
    private final TickClock ticks;
    private final long snapshotTicks;
    private final Consumer<Host> onStop;
    private long timer;
    private int players;
    private boolean saving;
    private boolean stopped;

    /**
     * Begins to tick.
     *
     * @param from what this node has appended to have the match
     * @param onStop called once when it runs no more
     */
    Host(String id, MatchRecord from, HostPlace place, Consumer<Host> onStop) {
        this.id = id;
        this.term = from.getTerm();
        this.place = place;
        this.onStop = onStop;
        this.rules = place.settings().rules(from.getRules());
        this.match = new Match(rules, place.settings().match(), from);
        LatestSource source = new LatestSource(
                place.relay(), GameTopics.news(id), place.settings().clock(), Bulletin.REFRESH_MS);
        this.bulletin = new Bulletin(source, term);
        this.snapshotTicks = MatchSettings.ticks(place.settings().match().snapshotMs(), rules);
        this.inputs = new ValueReader<>(PlayerInput.parser(), match::hear, () -> {}, error -> stop());
        place.lane().read(GameTopics.all(GameTopics.inputs(id)), inputs);
        this.ticks = new TickClock(rules.ticksPerSecond(), place.nanos().getAsLong());
        place.gauges().matches().increment();
        arm();
    }

    long term() {
        return term;
    }

    /** Gives the match up: it sleeps until somebody wants it, here or elsewhere. */
    Future<Void> release() {
        if (stopped) {
            return Future.succeededFuture();
        }
        stop();
        return keep("").onSuccess(kept -> {
                    if (kept) {
                        bulletin.release(match, place.settings().clock().millis());
                    }
                })
                .mapEmpty();
    }

    private void arm() {
        long waitMs = ticks.waitMs(place.nanos().getAsLong());
        timer = place.vertx().setTimer(waitMs, fired -> run());
    }

    private void run() {
        for (int made = 0; made < MOST_AT_ONCE && !stopped; made++) {
            long now = place.nanos().getAsLong();
            if (!ticks.due(now)) {
                break;
            }
            count(ticks.take(now));
            tickOrStop();
        }
        if (!stopped) {
            arm();
        }
    }

    private void count(long lateNs) {
        place.gauges().ticks().increment();
        place.gauges().lagMicros().add(TimeUnit.NANOSECONDS.toMicros(lateNs));
        if (lateNs > TimeUnit.SECONDS.toNanos(1) / rules.ticksPerSecond() / 2) {
            place.gauges().lateTicks().increment();
        }
    }

    /** Rules that fail must not leave a match that looks as if it ran: its players look for a node again. */
    private void tickOrStop() {
        try {
            tick();
        } catch (RuntimeException broken) {
            LOG.error("match broken topic={} term={} tick={}", GameTopics.of(id), term, match.tick(), broken);
            stop();
        }
    }

    private void tick() {
        match.advance();
        bulletin.publish(match, place.settings().clock().millis());
        place.gauges().players().add(match.players() - players);
        players = match.players();
        if (match.tired()) {
            LOG.info("match sleeps topic={} term={} tick={}", GameTopics.of(id), term, match.tick());
            release().onFailure(this::unsaved);
        } else if (match.tick() % snapshotTicks == 0 && !saving) {
            save();
        }
    }

    private void save() {
        saving = true;
        keep(place.node()).onComplete(done -> {
            saving = false;
            if (done.failed()) {
                unsaved(done.cause());
            } else if (!done.result() && !stopped) {
                LOG.info("match runs elsewhere topic={} term={}", GameTopics.of(id), term);
                place.gauges().fenced().increment();
                stop();
            }
        });
    }

    /** True if it is kept; false: another node has the match. */
    private Future<Boolean> keep(String node) {
        MatchRecord record =
                match.snapshot().toBuilder().setNode(node).setTerm(term).build();
        return place.claims().run(id, new SaveCommand(place.node(), record));
    }

    private void unsaved(Throwable error) {
        LOG.warn("match not kept topic={} term={} error={}", GameTopics.of(id), term, error.getMessage());
    }

    /** Runs it no more. */
    void stop() {
        if (!stopped) {
            stopped = true;
            place.vertx().cancelTimer(timer);
            inputs.close();
            place.gauges().matches().decrement();
            place.gauges().players().add(-players);
            onStop.accept(this);
        }
    }
}
