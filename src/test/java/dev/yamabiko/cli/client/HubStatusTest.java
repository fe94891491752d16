package dev.yamabiko.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.vertx.core.MultiMap;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class HubStatusTest {

    private static final MultiMap NONE = MultiMap.caseInsensitiveMultiMap();

    @Test
    void shouldReadAStatusFromTrailers() {
        HubStatus status = HubStatus.of(NONE, headers("5", "no such topic"));

        assertThat(status.ok()).isFalse();
        assertThat(status.retryable()).isFalse();
        assertThat(status.text()).isEqualTo("no such topic (NOT_FOUND)");
    }

    @Test
    void shouldReadAStatusFromHeadersWhereThereAreNoTrailers() {
        assertThat(HubStatus.of(headers("14", ""), NONE).text()).isEqualTo("the hub answered UNAVAILABLE");
    }

    @Test
    void shouldDecodeTheMessageAsGrpcEncodesIt() {
        assertThat(HubStatus.of(NONE, headers("3", "100%25 %E5%B1%B1 a+b 5% %zz"))
                        .message())
                .isEqualTo("100% \u5c71 a+b 5% %zz");
    }

    @Test
    void shouldNameEachFieldOfABadRequest() {
        BadRequest bad = BadRequest.newBuilder()
                .addFieldViolations(violation("log_level", "loud (expected: a level)"))
                .addFieldViolations(violation("tail", "-1 (expected: 0 or more)"))
                .build();

        assertThat(status("3", "2 fields are wrong", bad).text())
                .isEqualTo("log_level: loud (expected: a level); tail: -1 (expected: 0 or more) (INVALID_ARGUMENT)");
    }

    @Test
    void shouldTellAReason() {
        HubStatus status = status(
                "14", "draining", ErrorInfo.newBuilder().setReason("DRAINING").build());

        assertThat(status.text()).isEqualTo("draining (UNAVAILABLE, DRAINING)");
        assertThat(status.info("DRAINING")).isNotNull();
        assertThat(status.info("OTHER")).isNull();
    }

    @Test
    void shouldRetryWhenTheHubSaysWhen() {
        RetryInfo info = RetryInfo.newBuilder()
                .setRetryDelay(Duration.newBuilder().setSeconds(2).setNanos(500_000_000))
                .build();

        HubStatus status = status("8", "too many", info);

        assertThat(status.retryable()).isTrue();
        assertThat(status.retryAfter()).isEqualTo(java.time.Duration.ofMillis(2_500));
    }

    @Test
    void shouldGoOnWithAFreshTokenWhereTheOldOneEndedMeanwhileAndNotWhereItIsRefused() {
        assertThat(status("16", "token: expired", reason("TOKEN_EXPIRED")).retryable())
                .isTrue();
        assertThat(status("16", "token: not accepted", reason("TOKEN_REFUSED")).retryable())
                .isFalse();
        assertThat(status("16", "token: revoked", reason("TOKEN_REVOKED")).retryable())
                .isFalse();
    }

    private static ErrorInfo reason(String reason) {
        return ErrorInfo.newBuilder().setReason(reason).build();
    }

    @Test
    void shouldSurviveWhatNoHubSends() {
        MultiMap trailers = headers("many", "%");
        trailers.set("grpc-status-details-bin", "!!");

        assertThat(HubStatus.of(NONE, trailers).text()).isEqualTo("% (UNKNOWN)");
        assertThat(HubStatus.of(NONE, NONE).text()).isEqualTo("the hub answered UNKNOWN");
        assertThat(HubStatus.of(NONE, headers("99", "")).text()).isEqualTo("the hub answered status 99");
    }

    private static HubStatus status(String code, String message, com.google.protobuf.Message detail) {
        MultiMap trailers = headers(code, message);
        byte[] details =
                Status.newBuilder().addDetails(Any.pack(detail)).build().toByteArray();
        trailers.set(
                "grpc-status-details-bin", Base64.getEncoder().withoutPadding().encodeToString(details));
        return HubStatus.of(NONE, trailers);
    }

    private static MultiMap headers(String code, String message) {
        return MultiMap.caseInsensitiveMultiMap().set("grpc-status", code).set("grpc-message", message);
    }

    private static BadRequest.FieldViolation violation(String field, String description) {
        return BadRequest.FieldViolation.newBuilder()
                .setField(field)
                .setDescription(description)
                .build();
    }
}
