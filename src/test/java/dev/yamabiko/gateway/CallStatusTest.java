package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.yamabiko.node.Node;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.ServiceError.Violation;
import dev.yamabiko.stream.Position;
import dev.yamabiko.stream.ResumePoint;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.support.FakeNodes;
import dev.yamabiko.user.UserError;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

@Timeout(10)
class CallStatusTest {

    @Test
    void shouldSayWhereHistoryBegins() throws Exception {
        CallStatus status = of(new StreamError.HistoryExpired(new Topic("logs/a"), new Position("e1", 42)));

        assertThat(status.code()).isEqualTo(GrpcCode.OUT_OF_RANGE);
        assertThat(info(status).getReason()).isEqualTo("HISTORY_EXPIRED");
        assertThat(info(status).getDomain()).isEqualTo("yamabiko.dev");
        assertThat(info(status).getMetadataMap())
                .containsEntry("topic", "logs/a")
                .containsEntry("epoch", "e1")
                .containsEntry("earliest_offset", "42")
                .containsEntry("number", "1001");
    }

    @Test
    void shouldNameEveryFieldOfABadRequest() throws Exception {
        CallStatus status = of(new ServiceError.InvalidRequest(
                List.of(new Violation("tail", "-1 (expected: 0)"), new Violation("log_level", "unknown"))));

        assertThat(status.code()).isEqualTo(GrpcCode.INVALID_ARGUMENT);
        assertThat(status.message()).isEqualTo("tail: -1 (expected: 0); log_level: unknown");
        assertThat(detail(status, BadRequest.class).getFieldViolationsList())
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactly("tail", "log_level");
    }

    @Test
    void shouldSayWhichLimitWasReachedAndWhenToTryAgain() throws Exception {
        CallStatus status = of(new StreamError.LimitReached("stream.max-topics", "topics: too many"));

        assertThat(status.code()).isEqualTo(GrpcCode.RESOURCE_EXHAUSTED);
        assertThat(detail(status, QuotaFailure.class).getViolations(0).getSubject())
                .isEqualTo("stream.max-topics");
        assertThat(detail(status, RetryInfo.class).getRetryDelay().getSeconds()).isPositive();
    }

    @Test
    void shouldSayWhenTheNextLoginMayBeTried() throws Exception {
        CallStatus status = of(new UserError.TooManyAttempts(59_400));

        assertThat(status.code()).isEqualTo(GrpcCode.RESOURCE_EXHAUSTED);
        assertThat(info(status).getReason()).isEqualTo("TOO_MANY_ATTEMPTS");
        assertThat(status.message()).isEqualTo("login: too many attempts (expected: the next one in 60 s)");
        assertThat(detail(status, QuotaFailure.class).getViolations(0).getSubject())
                .isEqualTo("users.attempts");
        assertThat(delayMs(status)).isEqualTo(59_400);
    }

    @Test
    void shouldMapWhatGoesWrongWithUsers() throws Exception {
        assertThat(info(of(new UserError.Exists())).getReason()).isEqualTo("USER_EXISTS");
        assertThat(info(of(new UserError.Changed())).getReason()).isEqualTo("CONFLICT");
        assertThat(info(of(new UserError.LoginRefused("password", 7))).getReason())
                .isEqualTo("LOGIN_REFUSED");
        assertThat(info(of(new UserError.TokensNotIssued())).getReason()).isEqualTo("TOKENS_NOT_ISSUED");
        assertThat(info(of(new UserError.NotKept())).getReason()).isEqualTo("USERS_NOT_KEPT");
        CallStatus away = of(new UserError.Unavailable("users: away", new Exception("password")));
        assertThat(info(away).getReason()).isEqualTo("STORE_UNAVAILABLE");
        assertThat(away.message()).isEqualTo("users: away");
        assertThat(delayMs(away)).isPositive();
    }

    @Test
    void shouldSpreadTheReturnOfThoseItSendsAway() throws Exception {
        long first = delayMs(CallStatus.of(new StreamError.Draining(), elsewhere(1)));
        long second = delayMs(CallStatus.of(new StreamError.Draining(), elsewhere(2)));

        assertThat(List.of(first, second)).allSatisfy(ms -> assertThat(ms).isBetween(0L, 4_999L));
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void shouldSpreadThemEvenlyOverTheWindow() throws Exception {
        Elsewhere elsewhere = elsewhere(3);
        long[] perSecond = new long[5];
        for (int i = 0; i < 2_000; i++) {
            perSecond[(int) delayMs(CallStatus.of(new StreamError.Draining(), elsewhere)) / 1_000]++;
        }

        assertThat(LongStream.of(perSecond).boxed())
                .allSatisfy(clients -> assertThat(clients).isBetween(320L, 480L));
    }

    @Test
    void shouldNameTheOtherNodesThatServe() throws Exception {
        List<StreamError> elsewhere = List.of(
                new StreamError.Draining(),
                new StreamError.JournalUnavailable("u"),
                new StreamError.OutcomeUnknown("o", new Exception()),
                new StreamError.HistoryChanged());
        for (StreamError error : elsewhere) {
            assertThat(info(of(error)).getMetadataOrThrow("nodes").split(","))
                    .containsExactlyInAnyOrder("b:8080", "f:8080");
        }
        assertThat(info(of(new StreamError.InvalidPosition("p"))).getMetadataMap())
                .doesNotContainKey("nodes");
    }

    @Test
    void shouldBeginWithAnyOfThem() throws Exception {
        Elsewhere elsewhere = elsewhere(4);
        Set<String> first = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            first.add(elsewhere.addresses());
        }

        assertThat(first).containsExactlyInAnyOrder("b:8080,f:8080", "f:8080,b:8080");
    }

    @Test
    void shouldNameAsManyNodesAsFitIntoAHeader() {
        FakeNodes nodes = new FakeNodes(FakeNodes.node("a", Node.State.SERVING));
        for (int i = 0; i < 1_000; i++) {
            nodes.put(FakeNodes.node("node-" + i, Node.State.SERVING));
        }

        assertThat(new Elsewhere(nodes, 1, new Random(1)).addresses()).hasSizeBetween(900, 1_024);
    }

    @Test
    void shouldSayWhereAStreamStood() throws Exception {
        ResumePoint point = new ResumePoint("e1", Map.of(new Topic("logs/a"), 41L, new Topic("logs/b"), 0L), true);

        assertThat(detail(of(new StreamError.Draining(point)), Resume.class))
                .isEqualTo(Resume.newBuilder()
                        .setEpoch("e1")
                        .putAfter("logs/a", 41)
                        .putAfter("logs/b", 0)
                        .setSkipGap(true)
                        .build());
    }

    @Test
    void shouldSayNothingOfAPositionThatIsTooLong() throws Exception {
        Map<Topic, Long> after = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            after.put(new Topic("logs/" + "x".repeat(100) + i), 1L);
        }
        CallStatus status = of(new StreamError.Draining(new ResumePoint("e1", after, false)));

        assertThat(Status.parseFrom(status.details()).getDetailsList()).noneMatch(detail -> detail.is(Resume.class));
        assertThat(delayMs(status)).isNotNegative();
    }

    @Test
    void shouldKeepTheTextOfAnUnexpectedErrorToItself() throws Exception {
        Logger log = (Logger) LoggerFactory.getLogger(CallStatus.class);
        log.setLevel(Level.OFF);
        CallStatus status = of(new IllegalStateException("secret"));
        log.setLevel(null);

        assertThat(status.code()).isEqualTo(GrpcCode.INTERNAL);
        assertThat(status.message()).isEqualTo("internal error");
        assertThat(status.details().toStringUtf8()).doesNotContain("secret");
        assertThat(info(status).getReason()).isEqualTo("INTERNAL");
    }

    @Test
    void shouldMapEveryOtherKindOfError() throws Exception {
        assertThat(info(of(new StreamError.InvalidPosition("p"))).getReason()).isEqualTo("INVALID_POSITION");
        assertThat(info(of(new StreamError.JournalDamaged("d"))).getReason()).isEqualTo("JOURNAL_DAMAGED");
        assertThat(info(of(new StreamError.JournalUnavailable("u", new Exception())))
                        .getReason())
                .isEqualTo("JOURNAL_UNAVAILABLE");
        assertThat(info(of(new ServiceError.MalformedMessage("m"))).getReason()).isEqualTo("MALFORMED_MESSAGE");
        assertThat(info(of(new ServiceError.NotFound("n"))).getReason()).isEqualTo("NOT_FOUND");
        assertThat(info(of(new ServiceError.Denied("d"))).getReason()).isEqualTo("DENIED");
        assertThat(of(new StreamError.JournalUnavailable("disk full", new Exception("path")))
                        .message())
                .isEqualTo("disk full");
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void shouldCarryTheNumberAndTheCodeOfItsReason(Reason reason) throws Exception {
        CallStatus status = of(new WireError(reason, "text"));

        assertThat(status.code()).isEqualTo(reason.code());
        assertThat(Status.parseFrom(status.details()).getCode())
                .isEqualTo(reason.code().number());
        assertThat(info(status).getMetadataMap()).containsEntry("number", Integer.toString(reason.number()));
    }

    /** Clients refuse metadata of more than 8 KiB; base64 makes 4 bytes of 3. */
    @Test
    void shouldFitIntoTheHeadersOfAnyClient() throws Exception {
        Violation longest = new Violation("resume.after", "no topic of this stream (expected: logs/<application>)");
        CallStatus invalid = of(new ServiceError.InvalidRequest(Collections.nCopies(16, longest)));
        Topic topic = new Topic("日".repeat(106));
        CallStatus expired = of(new StreamError.HistoryExpired(topic, new Position("e".repeat(40), Long.MAX_VALUE)));

        Map<Topic, Long> after = new HashMap<>();
        for (int i = 0; i < 64; i++) {
            after.put(new Topic("logs/application-" + (100 + i)), 1L << 30);
        }
        CallStatus draining = of(new StreamError.Draining(new ResumePoint("e".repeat(40), after, true)));

        assertThat(detail(draining, Resume.class).getAfterCount()).isEqualTo(64);
        assertThat(List.of(headerBytes(invalid), headerBytes(expired), headerBytes(draining)))
                .allMatch(bytes -> bytes < 6_000);
    }

    private static int headerBytes(CallStatus status) {
        return PercentEncoding.encode(status.message()).length()
                + status.details().size() * 4 / 3;
    }

    private static CallStatus of(Throwable error) {
        return CallStatus.of(error, elsewhere(7));
    }

    private static Elsewhere elsewhere(int seed) {
        FakeNodes nodes = new FakeNodes(FakeNodes.node("a", Node.State.SERVING));
        nodes.put(FakeNodes.node("b", Node.State.SERVING));
        nodes.put(FakeNodes.node("c", Node.State.SILENT));
        nodes.put(FakeNodes.node("d", Node.State.DRAINING));
        nodes.put(FakeNodes.node("e", Node.State.NOT_SERVING));
        nodes.put(FakeNodes.node("f", Node.State.SERVING));
        return new Elsewhere(nodes, 5_000, new Random(seed));
    }

    private static long delayMs(CallStatus status) throws Exception {
        var delay = detail(status, RetryInfo.class).getRetryDelay();
        return delay.getSeconds() * 1_000 + delay.getNanos() / 1_000_000;
    }

    private static ErrorInfo info(CallStatus status) throws Exception {
        return detail(status, ErrorInfo.class);
    }

    private static <M extends Message> M detail(CallStatus status, Class<M> type) throws Exception {
        for (Any detail : Status.parseFrom(status.details()).getDetailsList()) {
            if (detail.is(type)) {
                return detail.unpack(type);
            }
        }
        throw new AssertionError("no " + type.getSimpleName());
    }
}
