package dev.yamabiko.gateway.auth;

import dev.yamabiko.config.AuditConfig;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Topic;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who did what: records of the topic {@code audit}, and lines of the logger of the same name. The same
 * again is counted, and told later; so is what comes too fast, but the changes of users, roles and revocations, which
 * are never taken for the same and have a budget of their own. Thread-safe.
 */
public final class AuditLog {

    /** The topic, and the logger. */
    public static final Topic TOPIC = new Topic("audit");

    private static final Logger LINES = LoggerFactory.getLogger(TOPIC.name());
    private static final int MOST_IN_FLIGHT = 1_000;
    private static final int PARTS = 4;
    private static final int PARTS_OF_CHANGES = 2;

    private final Appender appender;
    private final AuditConfig config;
    private final String node;
    private final Clock clock;
    private final LongAdder leftOutGauge;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong leftOut = new AtomicLong();
    private final AuditRepeats repeats;
    private final AuditBudget budget;
    private final AuditBudget changes;

    /** {@code node}: identity of this one. */
    public AuditLog(Appender appender, AuditConfig config, String node, Clock clock, Gauges gauges) {
        this.appender = appender;
        this.config = config;
        this.node = node;
        this.clock = clock;
        this.leftOutGauge = gauges.of("audit_left_out");
        this.repeats = new AuditRepeats(config.repeatSeconds() * 1_000L);
        this.budget = new AuditBudget(config.perSecond(), PARTS);
        this.changes = new AuditBudget(config.perSecond(), PARTS_OF_CHANGES);
    }

    /** Somebody was allowed to. */
    void allowed(Caller caller, String action, String topic) {
        note(caller, action, topic, true, "");
    }

    /** Somebody was not. */
    void refused(Caller caller, String action, String topic, String reason) {
        note(caller, action, topic, false, reason);
    }

    /** Tells of what came again, and has not for a while. Called every second or so. */
    public void flush() {
        tell(repeats.due(clock.millis(), config.perSecond()));
    }

    /** Tells of all that came again: nothing more comes. */
    public void close() {
        tell(repeats.all());
    }

    private void note(Caller caller, String action, String topic, boolean allowed, String reason) {
        AuditEntry entry = new AuditEntry(
                Permissions.named(caller.name()), caller.rpc(), action, Permissions.named(topic), allowed, reason);
        long now = clock.millis();
        if (entry.changesRights()) {
            if (inTime(changes, entry, now)) {
                write(entry, now, 0);
            }
            return;
        }
        if (repeats.again(entry, now) || !inTime(budget, entry, now)) {
            return;
        }
        AuditRepeats.Known known = repeats.begin(entry, now);
        tell(known.pushedOut());
        write(entry, now, known.repeats());
    }

    private boolean inTime(AuditBudget of, AuditEntry entry, long now) {
        boolean taken = of.take(entry.caller(), now);
        if (!taken) {
            leaveOut();
        }
        return taken;
    }

    private void leaveOut() {
        leftOut.incrementAndGet();
        leftOutGauge.increment();
    }

    /** Each stands for the last time that it came, and counts those before. */
    private void tell(Iterable<AuditRepeats.Late> late) {
        late.forEach(one -> write(one.entry(), one.last(), one.repeats() - 1));
    }

    private void write(AuditEntry entry, long time, long repeated) {
        long missing = leftOut.getAndSet(0);
        LINES.info("{}", new AuditLine(entry, repeated, missing));
        if (inFlight.incrementAndGet() > MOST_IN_FLIGHT) {
            inFlight.decrementAndGet();
            leaveOut();
            return;
        }
        LogEntry record = LogEntry.newBuilder()
                .setTimestamp(time)
                .setLevel(entry.allowed() ? "INFO" : "WARN")
                .setApplication(TOPIC.name())
                .setMessage(entry.outcome() + " " + entry.action())
                .putFields("node", node)
                .putFields("caller", entry.caller())
                .putFields("rpc", entry.rpc())
                .putFields("action", entry.action())
                .putFields("topic", entry.topic())
                .putFields("outcome", entry.outcome())
                .putFields("reason", entry.reason())
                .putFields("repeats", Long.toString(repeated))
                .putFields("left_out_before", Long.toString(missing))
                .build();
        appender.append(Batch.of(TOPIC, time, record.toByteArray())).onComplete(done -> {
            inFlight.decrementAndGet();
            if (done.failed()) {
                leaveOut();
            }
        });
    }
}
