package dev.yamabiko.service.log;

import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.ResumeCheck;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.stream.ReadRequest;
import dev.yamabiko.stream.ResumePoint;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Turns a request for a log stream into what the core reads, or names every field that breaks its rule. */
final class LogStreamCheck {

    private static final int MAX_FILTERS = 32;
    private static final int MAX_FILTER_BYTES = 1_024;
    private static final int MAX_TAIL = 1_000_000;
    private static final int MAX_HEARTBEAT_SECONDS = 3_600;
    private static final ResumeCheck RESUME =
            new ResumeCheck(LogStreamCheck::isLogTopic, LogTopics.PREFIX + "<application>");

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
        ResumePoint resume = RESUME.check(request.getResume(), rules);
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

    private static boolean isLogTopic(String name) {
        return name.startsWith(LogTopics.PREFIX) && LogTopics.isApplication(name.substring(LogTopics.PREFIX.length()));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
