package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.yamabiko.file.FileError;
import dev.yamabiko.node.Node;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.stream.Position;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.support.FakeNodes;
import dev.yamabiko.token.TokenRefused;
import dev.yamabiko.user.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every error that the code can end a call with is a {@link Reason}, and every reason is one that the code can end a
 * call with; {@link ReasonTest} holds reasons and {@code docs/protocol.md} together.
 */
@Timeout(20)
class ErrorCatalogueTest {

    private static final Path GATEWAY = Path.of("src/main/java/dev/yamabiko/gateway");
    private static final Pattern ON_THE_WIRE = Pattern.compile("new WireError\\(\\s*Reason\\.(\\w+)");
    private static final Elsewhere ELSEWHERE =
            new Elsewhere(new FakeNodes(FakeNodes.node("a", Node.State.SERVING)), 1_000, new Random(1));

    /** One error of each kind that services, the core and the stores know. */
    static Stream<RuntimeException> errors() {
        Exception cause = new Exception("cause");
        return Stream.of(
                new StreamError.HistoryExpired(new Topic("logs/a"), new Position("e", 7)),
                new StreamError.InvalidPosition("p"),
                new StreamError.JournalUnavailable("u"),
                new StreamError.OutcomeUnknown("o", cause),
                new StreamError.HistoryChanged(),
                new StreamError.JournalDamaged("d"),
                new StreamError.LimitReached("limit", "l"),
                new StreamError.Conflict(new Topic("logs/a"), 1),
                new StreamError.Draining(),
                new ServiceError.InvalidRequest(List.of(new ServiceError.Violation("f", "d"))),
                new ServiceError.MalformedMessage("m"),
                new ServiceError.NotFound("n"),
                new ServiceError.Denied("d"),
                new FileError.StandsElsewhere(1),
                new FileError.TakenOver(),
                new FileError.ChecksumMismatch("c"),
                new FileError.RangeOutside(2, 1),
                new FileError.QuotaReached("limit", "q"),
                new FileError.Damaged("d", cause),
                new FileError.Unavailable("u", cause),
                new FileError.TransferIdle(1),
                new FileError.NotShared(),
                new UserError.Exists(),
                new UserError.Changed(),
                new UserError.LoginRefused("password", 7),
                new UserError.TooManyAttempts(1),
                new UserError.TokensNotIssued(),
                new UserError.NotKept(),
                new UserError.Unavailable("u", cause),
                new TokenRefused("why"),
                TokenEnded.expired(null),
                TokenEnded.revoked(null));
    }

    @Test
    void shouldKnowEveryKindOfError() {
        Set<Class<?>> kinds = Stream.of(StreamError.class, ServiceError.class, FileError.class, UserError.class)
                .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()))
                .collect(Collectors.toSet());
        kinds.addAll(Set.of(TokenRefused.class, TokenEnded.class));

        assertThat(errors().map(Object::getClass).collect(Collectors.toSet()))
                .as("an error of each kind is here: add one of the new kind")
                .isEqualTo(kinds);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void shouldGiveEveryKindOfErrorAReasonOfItsOwnAndARetryTimeOnlyWhereARetryMakesSense(RuntimeException error)
            throws Exception {
        CallStatus status = CallStatus.of(error, ELSEWHERE);

        Reason reason = reason(status);
        assertThat(reason).isNotEqualTo(Reason.INTERNAL);
        assertThat(status.code()).isEqualTo(reason.code());
        boolean retry = Status.parseFrom(status.details()).getDetailsList().stream()
                .anyMatch(detail -> detail.is(RetryInfo.class));
        assertThat(retry && !reason.retryable()).as("told to retry in vain").isFalse();
    }

    @Test
    void shouldHaveNoReasonThatNothingEndsWith() throws IOException {
        Set<String> reachable = new TreeSet<>(Set.of(Reason.INTERNAL.name()));
        errors().map(error -> reason(CallStatus.of(error, ELSEWHERE)).name()).forEach(reachable::add);
        try (Stream<Path> sources = Files.walk(GATEWAY)) {
            sources.filter(source -> source.toString().endsWith(".java"))
                    .flatMap(ErrorCatalogueTest::thrown)
                    .forEach(reachable::add);
        }

        assertThat(reachable)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Reason.values()).map(Enum::name).toList());
    }

    private static Stream<String> thrown(Path source) {
        try {
            return ON_THE_WIRE.matcher(Files.readString(source)).results().map(found -> found.group(1));
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private static Reason reason(CallStatus status) {
        try {
            Any first = Status.parseFrom(status.details()).getDetails(0);
            return Reason.valueOf(first.unpack(ErrorInfo.class).getReason());
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}
