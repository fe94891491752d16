package dev.yamabiko.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.support.FakeSink;
import dev.yamabiko.support.MessageFilter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client that knows all that was appended, and checks that it gets what it is owed: each record once, in order. */
final class SimulatedReader {

    final FakeSink sink = FakeSink.stalled();
    final ReadRequest request;
    Subscription subscription;
    private final Stage stage;
    private final Map<Topic, Long> positions;
    private final Map<Topic, Long> ends = new HashMap<>();
    private final Map<Topic, List<String>> appended;
    private int checked;

    /**
     * A client that goes on after {@code positions}.
     *
     * @param appended messages by topic; the first has offset 1
     */
    SimulatedReader(Stage stage, ReadRequest request, Map<Topic, Long> positions, Map<Topic, List<String>> appended) {
        this.stage = stage;
        this.request = request;
        this.positions = positions;
        this.appended = appended;
        positions.keySet().forEach(topic -> ends.put(topic, last(topic)));
    }

    void subscribe() {
        subscription = stage.subscribe(request, sink);
    }

    /** Offset of the last record this client has seen or knows to be gone, or not to match, by topic. */
    Map<Topic, Long> positions() {
        return Map.copyOf(positions);
    }

    /** Looks at what has come since it looked last. */
    void check() {
        List<LogEntry> entries = sink.entries();
        for (; checked < entries.size(); checked++) {
            LogEntry entry = entries.get(checked);
            if (!entry.getHeartbeat()) {
                record(entry);
            } else if (entry.getSkipped() > 0) {
                gap(entry);
            } else {
                heartbeat(entry);
            }
        }
        if (sink.failure() != null) {
            assertThat(sink.failure()).isInstanceOfSatisfying(StreamError.HistoryExpired.class, this::expired);
        }
    }

    /** Looks whether anything is missing, now that all has come that will. */
    void checkAtRest() {
        check();
        if (sink.ended()) {
            ends.forEach((topic, last) -> assertNothingWanted(topic, last));
        } else if (!sink.closed()) {
            assertThat(request.follow())
                    .as("a subscription without follow ends")
                    .isTrue();
            positions.keySet().forEach(topic -> assertNothingWanted(topic, last(topic)));
        }
    }

    private void record(LogEntry entry) {
        Topic topic = new Topic(entry.getApplication());
        assertThat(entry.getOffset())
                .as("offset after %s in %s", positions.get(topic), topic)
                .isGreaterThan(positions.get(topic));
        assertNothingWanted(topic, entry.getOffset() - 1);
        assertThat(entry.getMessage()).isEqualTo(message(topic, entry.getOffset()));
        assertThat(wanted(topic, entry.getOffset())).isTrue();
        positions.put(topic, entry.getOffset());
    }

    /** So many records are gone, up to an offset: those between it and what was read, whether wanted or not. */
    private void gap(LogEntry entry) {
        assertThat(request.resume().skipGap()).isTrue();
        entryPositions(entry).forEach((topic, offset) -> {
            assertThat(offset - entry.getSkipped()).isGreaterThanOrEqualTo(positions.get(topic));
            assertNothingWanted(topic, offset - entry.getSkipped());
            assertThat(earliest(topic)).as("earliest of %s", topic).isGreaterThan(offset - entry.getSkipped() + 1);
            positions.put(topic, offset);
        });
    }

    private void heartbeat(LogEntry entry) {
        entryPositions(entry).forEach((topic, offset) -> {
            if (offset > positions.get(topic)) {
                assertNothingWanted(topic, offset);
                positions.put(topic, offset);
            }
        });
    }

    private void expired(StreamError.HistoryExpired expired) {
        assertThat(request.resume().skipGap()).isFalse();
        assertThat(earliest(expired.topic())).isGreaterThan(positions.get(expired.topic()) + 1);
    }

    private Map<Topic, Long> entryPositions(LogEntry entry) {
        Map<Topic, Long> found = new HashMap<>();
        if (positions.size() == 1 && entry.getPositionsCount() == 0) {
            found.put(positions.keySet().iterator().next(), entry.getOffset());
        }
        entry.getPositionsMap().forEach((topic, offset) -> found.put(new Topic(topic), offset));
        return found;
    }

    private void assertNothingWanted(Topic topic, long upTo) {
        for (long offset = positions.get(topic) + 1; offset <= upTo; offset++) {
            assertThat(wanted(topic, offset))
                    .as("record %s of %s is owed: position %s", offset, topic, positions.get(topic))
                    .isFalse();
        }
    }

    private boolean wanted(Topic topic, long offset) {
        return request.filter() == Filter.ALL
                || message(topic, offset).contains(((MessageFilter) request.filter()).text());
    }

    private String message(Topic topic, long offset) {
        return appended.get(topic).get((int) offset - 1);
    }

    private long last(Topic topic) {
        return appended.getOrDefault(topic, List.of()).size();
    }

    private long earliest(Topic topic) {
        return stage.journal.extent(topic).result().earliest();
    }
}
