package dev.yamabiko.cli.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.vertx.core.MultiMap;
import io.vertx.grpc.common.GrpcStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The status with which the hub ended a call, and its details (https://google.aip.dev/193). Immutable.
 *
 * @param code of gRPC, 0 to 16
 * @param message what the hub says, for a person
 * @param details {@code google.rpc} messages that say more
 */
public record HubStatus(int code, String message, Status details) {

    /** Reason of a call that lived longer than its token (docs/protocol.md). */
    private static final String TOKEN_EXPIRED = "TOKEN_EXPIRED";

    /** What the hub sent: in the headers where there was nothing else to send, else in the trailers. */
    static HubStatus of(MultiMap headers, MultiMap trailers) {
        MultiMap from = trailers.contains("grpc-status") ? trailers : headers;
        return new HubStatus(
                number(from.get("grpc-status")),
                percentDecoded(from.get("grpc-message")),
                details(from.get("grpc-status-details-bin")));
    }

    /** Whether this is the status OK. */
    public boolean ok() {
        return code == GrpcStatus.OK.code;
    }

    /**
     * Whether the same call may succeed later: the hub says so, or is not available at the moment; or its token has
     * expired meanwhile, and the next call comes with a fresh one.
     */
    public boolean retryable() {
        return unavailable() || detail(RetryInfo.class) != null || info(TOKEN_EXPIRED) != null;
    }

    /** How long the hub asks to be left alone; zero: it does not say. */
    public Duration retryAfter() {
        RetryInfo info = detail(RetryInfo.class);
        return info == null
                ? Duration.ZERO
                : Duration.ofSeconds(
                        info.getRetryDelay().getSeconds(), info.getRetryDelay().getNanos());
    }

    /** Whether another node may do better. */
    boolean unavailable() {
        return code == GrpcStatus.UNAVAILABLE.code;
    }

    /** Nodes that the hub names instead of the one that was called. */
    List<ServerAddress> nodes() {
        ErrorInfo info = detail(ErrorInfo.class);
        String said = info == null ? "" : info.getMetadataOrDefault("nodes", "");
        return Stream.of(said.split(",", -1)).flatMap(ServerAddress::reachable).toList();
    }

    /** The machine-readable reason; null: none, or another one. */
    public @Nullable ErrorInfo info(String reason) {
        ErrorInfo info = detail(ErrorInfo.class);
        return info != null && info.getReason().equals(reason) ? info : null;
    }

    /** The status in words, in one line. */
    public String text() {
        String said = violations();
        if (said.isEmpty()) {
            said = message;
        }
        ErrorInfo info = detail(ErrorInfo.class);
        String name = name() + (info == null || info.getReason().isEmpty() ? "" : ", " + info.getReason());
        String text = said.isEmpty() ? "the hub answered " + name : said + " (" + name + ")";
        return info("TOKEN_REFUSED") == null ? text : text + "; `yamabiko login EMAIL` gets one";
    }

    private String name() {
        GrpcStatus known = GrpcStatus.valueOf(code);
        return known == null ? "status " + code : known.name();
    }

    private String violations() {
        BadRequest bad = detail(BadRequest.class);
        return bad == null
                ? ""
                : bad.getFieldViolationsList().stream()
                        .map(field -> field.getField() + ": " + field.getDescription())
                        .collect(Collectors.joining("; "));
    }

    private <T extends Message> @Nullable T detail(Class<T> type) {
        for (Any detail : details.getDetailsList()) {
            if (detail.is(type)) {
                try {
                    return detail.unpack(type);
                } catch (InvalidProtocolBufferException damaged) {
                    return null;
                }
            }
        }
        return null;
    }

    private static int number(@Nullable String text) {
        try {
            return text == null ? GrpcStatus.UNKNOWN.code : Integer.parseInt(text.strip());
        } catch (NumberFormatException noNumber) {
            return GrpcStatus.UNKNOWN.code;
        }
    }

    private static Status details(@Nullable String base64) {
        try {
            return base64 == null
                    ? Status.getDefaultInstance()
                    : Status.parseFrom(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException | InvalidProtocolBufferException damaged) {
            return Status.getDefaultInstance();
        }
    }

    /** As gRPC over HTTP/2 has it: {@code %XX} is a byte of UTF-8, and nothing else is special. */
    private static String percentDecoded(@Nullable String text) {
        if (text == null || text.indexOf('%') < 0) {
            return text == null ? "" : text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            int high = text.charAt(i) == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
            bytes.write(low >= 0 ? high << 4 | low : text.charAt(i));
            i += low >= 0 ? 2 : 0;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
