package dev.yamabiko.service.chat;

import dev.yamabiko.service.Failures;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.fold.FoldBounds;
import dev.yamabiko.service.fold.Footing;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Gauges;
import java.time.Clock;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** What the chat of all event loops of a node has in common. Thread-safe. */
public final class ChatShare {

    private final ChatSettings settings;
    private final Permissions permissions;
    private final Failures failures;
    private final Appender appender;
    private final Clock clock;
    private final MessageCheck check;
    private final Seats seats;
    private final Typing typing;
    private final UserRates rates;
    private final ChatGauges gauges;

    /**
     * What it stands on.
     *
     * @param node this node
     * @param gone which nodes are gone
     * @param random makes the ids of messages; thread-safe
     */
    public record Ground(
            String node,
            Predicate<String> gone,
            Footing footing,
            FoldBounds bounds,
            Permissions permissions,
            Failures failures,
            Gauges gauges,
            RandomGenerator random) {}

    /** Nobody is here yet. */
    public ChatShare(Ground ground, ChatSettings settings) {
        Footing footing = ground.footing();
        this.settings = settings;
        this.permissions = ground.permissions();
        this.failures = ground.failures();
        this.appender = footing.appender();
        this.clock = footing.clock();
        this.check = new MessageCheck(settings.contentBytes(), ground.random());
        this.seats = new Seats(ground.node(), ground.gone(), footing, ground.bounds(), settings, ground.gauges());
        this.typing = new Typing(footing.vertx(), footing.relay(), clock, settings.typingMs());
        this.gauges = ChatGauges.in(ground.gauges());
        this.rates = new UserRates(settings.perSecond(), settings.burst());
    }

    ChatSettings settings() {
        return settings;
    }

    Permissions permissions() {
        return permissions;
    }

    Failures failures() {
        return failures;
    }

    Appender appender() {
        return appender;
    }

    Clock clock() {
        return clock;
    }

    MessageCheck check() {
        return check;
    }

    Seats seats() {
        return seats;
    }

    Typing typing() {
        return typing;
    }

    UserRates rates() {
        return rates;
    }

    ChatGauges gauges() {
        return gauges;
    }
}
