package dev.yamabiko.gateway.auth;

import dev.yamabiko.config.AuditConfig;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Topic;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who did what: records of the topic {@code audit}, and lines of the logger of the same name. The same
 * again is counted, and so is what comes too fast; the next entry says how often. Thread-safe.
 */
public final class AuditLog {

    /** The topic, and the logger. */
    public static final Topic TOPIC = new Topic("audit");

    private static final Logger LINES = LoggerFactory.getLogger(TOPIC.name());
    private static final Pattern PLAIN = Pattern.compile("[^\\s\"=\\\\]*");
    private static final int MOST_REMEMBERED = 10_000;
    private static final int MOST_IN_FLIGHT = 1_000;

    private final Appender appender;
    private final AuditConfig config;
    private final String node;
    private final Clock clock;
    private final LongAdder leftOutGauge;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<AuditEntry, Seen> remembered = new LinkedHashMap<>();
    private long second;
    private int written;
    private long leftOut;

    /** When an entry was written, and how often it came since. */
    private record Seen(long at, long repeats) {}

    /** {@code node}: identity of this one. */
    public AuditLog(Appender appender, AuditConfig config, String node, Clock clock, Gauges gauges) {
        this.appender = appender;
        this.config = config;
        this.node = node;
        this.clock = clock;
        this.leftOutGauge = gauges.of("audit_left_out");
    }

    /** Somebody was allowed to. */
    void allowed(String caller, String action, String topic) {
        note(new AuditEntry(Permissions.named(caller), action, Permissions.named(topic), true, ""));
    }

    /** Somebody was not. */
    void refused(String caller, String action, String topic, String reason) {
        note(new AuditEntry(Permissions.named(caller), action, Permissions.named(topic), false, reason));
    }

    private void note(AuditEntry entry) {
        long now = clock.millis();
        long repeats;
        long missing;
        synchronized (this) {
            Seen seen = remembered.get(entry);
            if (seen != null && now - seen.at < config.repeatSeconds() * 1_000L) {
                remembered.put(entry, new Seen(seen.at, seen.repeats + 1));
                return;
            }
            if (!inTime(now)) {
                leftOut++;
                leftOutGauge.increment();
                return;
            }
            repeats = seen == null ? 0 : seen.repeats;
            missing = leftOut;
            leftOut = 0;
            remember(entry, now);
        }
        write(entry, now, repeats, missing);
    }

    private boolean inTime(long now) {
        if (now / 1_000 != second) {
            second = now / 1_000;
            written = 0;
        }
        written++;
        return written <= config.perSecond();
    }

    private void remember(AuditEntry entry, long now) {
        remembered.remove(entry);
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        remembered.put(entry, new Seen(now, 0));
    }

    private void write(AuditEntry entry, long now, long repeats, long missing) {
        String outcome = entry.allowed() ? "allowed" : "refused";
        LINES.info(
                "{} caller={} action={} topic={} reason={} repeats={} left_out_before={}",
                outcome,
                quoted(entry.caller()),
                entry.action(),
                quoted(entry.topic()),
                entry.reason(),
                repeats,
                missing);
        if (inFlight.incrementAndGet() > MOST_IN_FLIGHT) {
            inFlight.decrementAndGet();
            leftOutGauge.increment();
            return;
        }
        LogEntry record = LogEntry.newBuilder()
                .setTimestamp(now)
                .setLevel(entry.allowed() ? "INFO" : "WARN")
                .setApplication(TOPIC.name())
                .setMessage(outcome + " " + entry.action())
                .putFields("node", node)
                .putFields("caller", entry.caller())
                .putFields("action", entry.action())
                .putFields("topic", entry.topic())
                .putFields("outcome", outcome)
                .putFields("reason", entry.reason())
                .putFields("repeats", Long.toString(repeats))
                .putFields("left_out_before", Long.toString(missing))
                .build();
        appender.append(Batch.of(TOPIC, now, record.toByteArray())).onComplete(done -> inFlight.decrementAndGet());
    }

    /** Names are what others choose: none is to look like more than one value. */
    private static String quoted(String name) {
        return PLAIN.matcher(name).matches()
                ? name
                : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
