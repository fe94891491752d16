package dev.yamabiko.service.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.service.ServiceError.InvalidRequest;
import dev.yamabiko.stream.Filter;
import dev.yamabiko.stream.ReadRequest;
import dev.yamabiko.stream.ResumePoint;
import dev.yamabiko.stream.Selection;
import dev.yamabiko.stream.Topic;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class LogStreamCheckTest {

    @Test
    void shouldReadEverythingWhereNothingIsSaid() {
        assertThat(read(request()))
                .isEqualTo(new ReadRequest(new Selection.Prefix("logs/"), Filter.ALL, 0, false, 0, ResumePoint.NONE));
    }

    @Test
    void shouldReadWhatIsSaid() {
        // When
        ReadRequest read = read(request()
                .setApplication("web")
                .setLogLevel("warn")
                .setStartTimestamp(5)
                .setEndTimestamp(5)
                .addFilters("Text")
                .addFilters("k!=v")
                .setFollow(true)
                .setHeartbeatSeconds(3_600)
                .setResume(Resume.newBuilder()
                        .setEpoch("e")
                        .putAfter("logs/web", 7)
                        .setSkipGap(true)));

        // Then
        LogFilter filter =
                new LogFilter(LogLevel.WARN, 5, 5, List.of(Condition.parse("text"), Condition.parse("k!=v")));
        ResumePoint resume = new ResumePoint("e", Map.of(new Topic("logs/web"), 7L), true);
        assertThat(read)
                .isEqualTo(new ReadRequest(
                        new Selection.Topics(Set.of(new Topic("logs/web"))), filter, 0, true, 3_600, resume));
    }

    @Test
    void shouldLeaveATimeOfZeroUnbounded() {
        Filter filter = read(request().setLogLevel("ERROR")).filter();

        assertThat(filter.minTime()).isEqualTo(Long.MIN_VALUE);
        assertThat(filter.maxTime()).isEqualTo(Long.MAX_VALUE);
    }

    static List<Arguments> brokenRules() {
        String name = " bytes (expected: at most 255, no control character)";
        String topic = "resume.after: no topic of this stream (expected: logs/<application>)";
        return List.of(
                arguments(request().setApplication("a".repeat(10_000)), "application: 10000" + name),
                arguments(request().setApplication("a\nb"), "application: 3" + name),
                arguments(
                        request().setLogLevel("LOUD"),
                        "log_level: unknown (expected: one of [TRACE, DEBUG, INFO, WARN, ERROR, FATAL])"),
                arguments(request().setStartTimestamp(-1), "start_timestamp: -1 (expected: 0 or more)"),
                arguments(request().setEndTimestamp(-1), "end_timestamp: -1 (expected: 0 or more)"),
                arguments(
                        request().setStartTimestamp(9).setEndTimestamp(8),
                        "end_timestamp: 8 (expected: at least start_timestamp, 9)"),
                arguments(request().setTail(-1), "tail: -1 (expected: 0 to 1000000)"),
                arguments(request().setTail(1_000_001), "tail: 1000001 (expected: 0 to 1000000)"),
                arguments(
                        request().setTail(1).setResume(Resume.newBuilder().putAfter("logs/a", 1)),
                        "tail: 1 (expected: 0 together with resume.after)"),
                arguments(request().setHeartbeatSeconds(-1), "heartbeat_seconds: -1 (expected: 0 to 3600)"),
                arguments(request().setHeartbeatSeconds(3_601), "heartbeat_seconds: 3601 (expected: 0 to 3600)"),
                arguments(request().addFilters(""), "filters: 0 bytes (expected: 1 to 1024)"),
                arguments(request().addFilters("é".repeat(513)), "filters: 1026 bytes (expected: 1 to 1024)"),
                arguments(request().addAllFilters(Collections.nCopies(33, "x")), "filters: 33 (expected: at most 32)"),
                arguments(resume("logs/a", -1), "resume.after: -1 (expected: 0 or more)"),
                arguments(resume("events/a", 1), topic),
                arguments(resume("logs/", 1), topic),
                arguments(resume("logs/a\u0000", 1), topic));
    }

    @ParameterizedTest
    @MethodSource("brokenRules")
    void shouldNameTheFieldThatBreaksItsRule(LogStreamRequest.Builder request, String violation) {
        assertThat(violations(request)).containsExactly(violation);
    }

    @Test
    void shouldNameEveryFieldThatBreaksItsRule() {
        assertThat(violations(request().setTail(-1).setLogLevel("LOUD").setStartTimestamp(-1)))
                .hasSize(3);
    }

    @Test
    void shouldNameABoundedNumberOfFields() {
        LogStreamRequest.Builder request = request();
        for (int i = 0; i < 10_001; i++) {
            request.getResumeBuilder().putAfter("bad" + i, -1);
        }

        assertThat(violations(request)).hasSize(16).anyMatch(it -> it.contains("10001 topics"));
    }

    private static LogStreamRequest.Builder request() {
        return LogStreamRequest.newBuilder();
    }

    private static LogStreamRequest.Builder resume(String topic, long offset) {
        return request().setResume(Resume.newBuilder().putAfter(topic, offset));
    }

    private static ReadRequest read(LogStreamRequest.Builder request) {
        return new LogStreamCheck(request.build()).readRequest();
    }

    private static List<String> violations(LogStreamRequest.Builder request) {
        InvalidRequest invalid = catchThrowableOfType(InvalidRequest.class, () -> read(request));
        return invalid.violations().stream().map(Object::toString).toList();
    }
}
