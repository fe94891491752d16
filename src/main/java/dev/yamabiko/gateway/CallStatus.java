package dev.yamabiko.gateway;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.yamabiko.file.FileError;
import dev.yamabiko.gateway.limit.LimitExceeded;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.stream.ResumePoint;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.token.TokenRefused;
import dev.yamabiko.user.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a call ends: the one place where what went wrong becomes a gRPC status with {@code google.rpc} details.
 *
 * @param code the status
 * @param message for a person
 * @param details for {@code grpc-status-details-bin}; empty: none
 */
record CallStatus(GrpcCode code, String message, ByteString details) {

    /** All went well. */
    static final CallStatus OK = new CallStatus(GrpcCode.OK, "", ByteString.EMPTY);

    private static final Logger LOG = LoggerFactory.getLogger(CallStatus.class);
    private static final String DOMAIN = "yamabiko.dev";
    private static final int RETRY_MS = 1_000;

    /** A longer position is left to the client, who has seen the offsets: a part of one would repeat records. */
    private static final int MAX_POSITION_BYTES = 2_048;

    /** The status for an error of any part; an unexpected one is logged and told to the client without its text. */
    static CallStatus of(Throwable error, Elsewhere elsewhere) {
        if (error instanceof StreamError known) {
            return of(known, elsewhere);
        }
        if (error instanceof ServiceError known) {
            return of(known);
        }
        if (error instanceof FileError known) {
            return of(known);
        }
        if (error instanceof UserError known) {
            return of(known);
        }
        if (error instanceof LimitExceeded known) {
            return limited(Reason.LIMIT_REACHED, known.limit(), String.valueOf(known.getMessage()), known.retryMs());
        }
        if (error instanceof WireError known) {
            return status(known.reason(), String.valueOf(known.getMessage()), Map.of(), List.of());
        }
        if (error instanceof TokenRefused) {
            return status(Reason.TOKEN_REFUSED, TokenRefused.TEXT, Map.of(), List.of());
        }
        if (error instanceof TokenEnded ended) {
            List<Message> where = position(ended.position()).stream().toList();
            return status(ended.reason(), String.valueOf(ended.getMessage()), Map.of(), where);
        }
        LOG.error("call failed unexpectedly", error);
        return status(Reason.INTERNAL, "internal error", Map.of(), List.of());
    }

    private static CallStatus of(StreamError error, Elsewhere elsewhere) {
        String message = String.valueOf(error.getMessage());
        if (error instanceof StreamError.HistoryExpired expired) {
            Map<String, String> where = Map.of(
                    "topic", expired.topic().name(),
                    "epoch", expired.earliest().epoch(),
                    "earliest_offset", Long.toString(expired.earliest().offset()));
            return status(Reason.HISTORY_EXPIRED, message, where, List.of());
        }
        if (error instanceof StreamError.LimitReached reached) {
            return limited(Reason.LIMIT_REACHED, reached.limit(), message, RETRY_MS);
        }
        if (error instanceof StreamError.Draining draining) {
            List<Message> details = new ArrayList<>(List.of(retryAfter(elsewhere.returnMs())));
            position(draining.position()).ifPresent(details::add);
            return status(Reason.DRAINING, message, others(elsewhere), details);
        }
        if (error instanceof StreamError.HistoryChanged) {
            Message retry = retryAfter(elsewhere.returnMs());
            return status(Reason.HISTORY_CHANGED, message, others(elsewhere), List.of(retry));
        }
        Reason reason = reason(error);
        if (reason == Reason.JOURNAL_UNAVAILABLE || reason == Reason.OUTCOME_UNKNOWN) {
            return status(reason, message, others(elsewhere), List.of(retryAfter(RETRY_MS)));
        }
        return status(reason, message);
    }

    private static Reason reason(StreamError error) {
        if (error instanceof StreamError.JournalUnavailable) {
            return Reason.JOURNAL_UNAVAILABLE;
        }
        if (error instanceof StreamError.OutcomeUnknown) {
            return Reason.OUTCOME_UNKNOWN;
        }
        if (error instanceof StreamError.Conflict) {
            return Reason.CONFLICT;
        }
        return error instanceof StreamError.InvalidPosition ? Reason.INVALID_POSITION : Reason.JOURNAL_DAMAGED;
    }

    private static CallStatus of(ServiceError error) {
        String message = String.valueOf(error.getMessage());
        if (error instanceof ServiceError.InvalidRequest invalid) {
            BadRequest.Builder bad = BadRequest.newBuilder();
            invalid.violations()
                    .forEach(violation -> bad.addFieldViolationsBuilder()
                            .setField(violation.field())
                            .setDescription(violation.description()));
            return status(Reason.INVALID_REQUEST, message, Map.of(), List.of(bad.build()));
        }
        return status(reason(error), message, Map.of(), List.of());
    }

    private static Reason reason(ServiceError error) {
        if (error instanceof ServiceError.NotFound) {
            return Reason.NOT_FOUND;
        }
        if (error instanceof ServiceError.Denied) {
            return Reason.DENIED;
        }
        return Reason.MALFORMED_MESSAGE;
    }

    private static CallStatus of(FileError error) {
        String message = String.valueOf(error.getMessage());
        if (error instanceof FileError.StandsElsewhere elsewhere) {
            Map<String, String> where = Map.of("offset", Long.toString(elsewhere.stored()));
            return status(Reason.UPLOAD_ELSEWHERE, message, where, List.of());
        }
        if (error instanceof FileError.QuotaReached reached) {
            return status(Reason.LIMIT_REACHED, message, Map.of(), List.of(quota(reached.limit(), message)));
        }
        return status(reason(error), message);
    }

    private static Reason reason(FileError error) {
        if (error instanceof FileError.TakenOver) {
            return Reason.UPLOAD_TAKEN_OVER;
        }
        if (error instanceof FileError.ChecksumMismatch) {
            return Reason.CHECKSUM_MISMATCH;
        }
        if (error instanceof FileError.RangeOutside) {
            return Reason.RANGE_OUTSIDE;
        }
        if (error instanceof FileError.Unavailable) {
            return Reason.STORE_UNAVAILABLE;
        }
        if (error instanceof FileError.TransferIdle) {
            return Reason.TRANSFER_IDLE;
        }
        return error instanceof FileError.Damaged ? Reason.FILE_DAMAGED : Reason.FILES_NOT_SHARED;
    }

    private static CallStatus of(UserError error) {
        String message = String.valueOf(error.getMessage());
        if (error instanceof UserError.TooManyAttempts attempts) {
            int retryMs = (int) Math.min(attempts.retryMs(), Integer.MAX_VALUE);
            return limited(Reason.TOO_MANY_ATTEMPTS, "users.attempts", message, retryMs);
        }
        return status(reason(error), message);
    }

    private static Reason reason(UserError error) {
        if (error instanceof UserError.Exists) {
            return Reason.USER_EXISTS;
        }
        if (error instanceof UserError.Changed) {
            return Reason.CONFLICT;
        }
        if (error instanceof UserError.LoginRefused) {
            return Reason.LOGIN_REFUSED;
        }
        if (error instanceof UserError.TokensNotIssued) {
            return Reason.TOKENS_NOT_ISSUED;
        }
        return error instanceof UserError.NotKept ? Reason.USERS_NOT_KEPT : Reason.STORE_UNAVAILABLE;
    }

    /** Too much for now: what bounds it, and when there is room again. */
    private static CallStatus limited(Reason reason, String limit, String message, int retryMs) {
        return status(reason, message, Map.of(), List.of(quota(limit, message), retryAfter(retryMs)));
    }

    /** With nothing more to say than when to try again, where that helps. */
    private static CallStatus status(Reason reason, String message) {
        return status(reason, message, Map.of(), reason.retryable() ? List.of(retryAfter(RETRY_MS)) : List.of());
    }

    private static CallStatus status(Reason reason, String message, Map<String, String> metadata, List<Message> more) {
        List<Any> details = new ArrayList<>();
        details.add(Any.pack(ErrorInfo.newBuilder()
                .setReason(reason.name())
                .setDomain(DOMAIN)
                .putMetadata("number", Integer.toString(reason.number()))
                .putAllMetadata(metadata)
                .build()));
        more.forEach(detail -> details.add(Any.pack(detail)));
        Status status = Status.newBuilder()
                .setCode(reason.code().number())
                .setMessage(message)
                .addAllDetails(details)
                .build();
        return new CallStatus(reason.code(), message, status.toByteString());
    }

    private static Map<String, String> others(Elsewhere elsewhere) {
        String addresses = elsewhere.addresses();
        return addresses.isEmpty() ? Map.of() : Map.of("nodes", addresses);
    }

    /** Where a stream stood, in the form in which the next request takes it. */
    private static Optional<Message> position(@Nullable ResumePoint point) {
        if (point == null) {
            return Optional.empty();
        }
        Resume.Builder resume = Resume.newBuilder().setEpoch(point.epoch()).setSkipGap(point.skipGap());
        point.after().forEach((topic, offset) -> resume.putAfter(topic.name(), offset));
        return Optional.<Message>of(resume.build()).filter(whole -> whole.getSerializedSize() <= MAX_POSITION_BYTES);
    }

    private static QuotaFailure quota(String limit, String description) {
        return QuotaFailure.newBuilder()
                .addViolations(
                        QuotaFailure.Violation.newBuilder().setSubject(limit).setDescription(description))
                .build();
    }

    private static RetryInfo retryAfter(int milliseconds) {
        return RetryInfo.newBuilder()
                .setRetryDelay(Duration.newBuilder()
                        .setSeconds(milliseconds / 1_000)
                        .setNanos(milliseconds % 1_000 * 1_000_000))
                .build();
    }
}
