package dev.yamabiko.service.log;

import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.stream.ReadRequest;
import dev.yamabiko.stream.ResumePoint;
import dev.yamabiko.stream.Topic;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns a request for a log stream into what the core reads, or names every field that breaks its rule. */
final class LogStreamCheck {

    private static final int MAX_FILTERS = 32;
    private static final int MAX_FILTER_BYTES = 1_024;
    private static final int MAX_TAIL = 1_000_000;
    private static final int MAX_HEARTBEAT_SECONDS = 3_600;
    private static final int MAX_RESUME_TOPICS = 10_000;

    private final LogStreamRequest request;
    private final FieldRules rules = new FieldRules();

    LogStreamCheck(LogStreamRequest request) {
        this.request = request;
    }

    /** What to read; throws {@link ServiceError.InvalidRequest}. */
    ReadRequest readRequest() {
        checkNames();
        checkTimes();
        checkBounds();
        LogLevel level = level();
        ResumePoint resume = resume();
        rules.check();
        LogFilter filter = new LogFilter(
                level,
                request.getStartTimestamp() == 0 ? Long.MIN_VALUE : request.getStartTimestamp(),
                request.getEndTimestamp() == 0 ? Long.MAX_VALUE : request.getEndTimestamp(),
                request.getFiltersList().stream().map(Condition::parse).toList());
        return new ReadRequest(
                LogTopics.selection(request.getApplication()),
                filter.simplified(),
                request.getTail(),
                request.getFollow(),
                request.getHeartbeatSeconds(),
                resume);
    }

    private void checkNames() {
        String application = request.getApplication();
        rules.require(
                application.isEmpty() || LogTopics.isApplication(application),
                "application",
                bytes(application) + " bytes (expected: at most " + LogTopics.MAX_APPLICATION_BYTES
                        + ", no control character)");
        rules.require(
                request.getFiltersCount() <= MAX_FILTERS,
                "filters",
                request.getFiltersCount() + " (expected: at most " + MAX_FILTERS + ")");
        request.getFiltersList()
                .forEach(filter -> rules.require(
                        !filter.isEmpty() && bytes(filter) <= MAX_FILTER_BYTES,
                        "filters",
                        bytes(filter) + " bytes (expected: 1 to " + MAX_FILTER_BYTES + ")"));
    }

    private void checkTimes() {
        long start = request.getStartTimestamp();
        long end = request.getEndTimestamp();
        rules.require(start >= 0, "start_timestamp", start + " (expected: 0 or more)");
        rules.require(end >= 0, "end_timestamp", end + " (expected: 0 or more)");
        rules.require(
                end <= 0 || start <= end,
                "end_timestamp",
                end + " (expected: at least start_timestamp, " + start + ")");
    }

    private void checkBounds() {
        int tail = request.getTail();
        rules.range("tail", tail, 0, MAX_TAIL)
                .range("heartbeat_seconds", request.getHeartbeatSeconds(), 0, MAX_HEARTBEAT_SECONDS);
        rules.require(
                tail == 0 || request.getResume().getAfterCount() == 0,
                "tail",
                tail + " (expected: 0 together with resume.after)");
    }

    private LogLevel level() {
        String name = request.getLogLevel();
        LogLevel level = name.isEmpty() ? LogLevel.TRACE : LogLevel.of(name);
        rules.require(level != null, "log_level", "unknown (expected: one of " + List.of(LogLevel.values()) + ")");
        return level == null ? LogLevel.TRACE : level;
    }

    private ResumePoint resume() {
        Resume resume = request.getResume();
        rules.require(
                resume.getAfterCount() <= MAX_RESUME_TOPICS,
                "resume.after",
                resume.getAfterCount() + " topics (expected: at most " + MAX_RESUME_TOPICS + ")");
        Map<Topic, Long> after = new HashMap<>();
        resume.getAfterMap().forEach((name, offset) -> {
            rules.require(offset >= 0, "resume.after", offset + " (expected: 0 or more)");
            boolean topic = name.startsWith(LogTopics.PREFIX)
                    && LogTopics.isApplication(name.substring(LogTopics.PREFIX.length()));
            rules.require(
                    topic, "resume.after", "no topic of this stream (expected: " + LogTopics.PREFIX + "<application>)");
            if (topic) {
                after.put(new Topic(name), offset);
            }
        });
        return new ResumePoint(resume.getEpoch(), after, resume.getSkipGap());
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
