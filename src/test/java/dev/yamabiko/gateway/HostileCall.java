package dev.yamabiko.gateway;

import static dev.yamabiko.gateway.RawConnection.CHECK;
import static dev.yamabiko.gateway.RawConnection.COLLECT_LOGS;
import static dev.yamabiko.gateway.RawConnection.GET_NODE;
import static dev.yamabiko.gateway.RawConnection.REFLECT;
import static dev.yamabiko.gateway.RawConnection.STREAM_LOGS;

import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A call that should not be, and how it should end.
 *
 * @param end {@code CODE REASON}
 */
record HostileCall(String name, String end, Act act) {

    /** Begins the call. */
    interface Act {
        RawCall on(RawConnection connection) throws Exception;
    }

    private static final byte[] REQUEST = GrpcFrames.plain(GetNodeRequest.getDefaultInstance());

    @Override
    public String toString() {
        return name;
    }

    static List<HostileCall> brokenSizes() {
        return List.of(
                new HostileCall(
                        "message over the limit",
                        "RESOURCE_EXHAUSTED MESSAGE_TOO_LARGE",
                        to -> to.call(COLLECT_LOGS).send(GrpcFrames.plain("x".repeat(65_537)))),
                new HostileCall(
                        "length of 4 GB",
                        "RESOURCE_EXHAUSTED MESSAGE_TOO_LARGE",
                        to -> to.call(GET_NODE).send(new byte[] {0, -1, -1, -1, -1})),
                new HostileCall(
                        "gzip bomb",
                        "RESOURCE_EXHAUSTED MESSAGE_TOO_LARGE",
                        to -> to.call(COLLECT_LOGS, "grpc-encoding", "gzip")
                                .send(GrpcFrames.gzip(new byte[32 << 20]))
                                .end()));
    }

    static List<HostileCall> brokenEncodings() {
        return List.of(
                new HostileCall(
                        "unknown encoding",
                        "UNIMPLEMENTED ENCODING_UNSUPPORTED",
                        to -> to.call(GET_NODE, "grpc-encoding", "snappy")
                                .send(REQUEST)
                                .end()),
                new HostileCall(
                        "compressed flag without encoding",
                        "INTERNAL ENCODING_MISSING",
                        to -> to.call(GET_NODE).send(GrpcFrames.gzip("")).end()),
                new HostileCall(
                        "compressed flag with identity",
                        "INTERNAL ENCODING_MISSING",
                        to -> to.call(COLLECT_LOGS, "grpc-encoding", "identity").send(GrpcFrames.gzip(""))),
                new HostileCall(
                        "corrupt gzip",
                        "INTERNAL ENCODING_BROKEN",
                        to -> to.call(GET_NODE, "grpc-encoding", "gzip")
                                .send(GrpcFrames.flagged(1, "not gzip at all"))
                                .end()),
                new HostileCall(
                        "flag that is none",
                        "INTERNAL ENCODING_BROKEN",
                        to -> to.call(GET_NODE).send(GrpcFrames.flagged(3, ""))));
    }

    static List<HostileCall> brokenMessages() {
        return List.of(
                new HostileCall(
                        "invalid protobuf",
                        "INTERNAL MALFORMED_MESSAGE",
                        to -> to.call(CHECK)
                                .send(GrpcFrames.frame(0, new byte[] {0x0A, 9, 'x'}))
                                .end()),
                new HostileCall(
                        "invalid protobuf in a stream",
                        "INTERNAL MALFORMED_MESSAGE",
                        to -> to.call(COLLECT_LOGS).send(GrpcFrames.frame(0, new byte[] {0x1A, 9, 'x'}))),
                new HostileCall(
                        "invalid UTF-8",
                        "INTERNAL MALFORMED_MESSAGE",
                        to -> to.call(STREAM_LOGS)
                                .send(GrpcFrames.frame(0, new byte[] {0x0A, 1, -1}))
                                .end()),
                new HostileCall(
                        "invalid protobuf in a dialogue",
                        "INTERNAL MALFORMED_MESSAGE",
                        to -> to.call(REFLECT).send(GrpcFrames.frame(0, new byte[] {0x0A, 9, 'x'}))));
    }

    static List<HostileCall> unknownMethods() {
        return List.of(
                new HostileCall(
                        "unknown method",
                        "UNIMPLEMENTED METHOD_UNKNOWN",
                        to -> to.call("/log.v1.LogService/Nothing")
                                .send(REQUEST)
                                .end()),
                new HostileCall("unknown service", "UNIMPLEMENTED METHOD_UNKNOWN", to -> to.call("/no.Service/At/All")),
                new HostileCall("no path", "UNIMPLEMENTED METHOD_UNKNOWN", to -> to.call("/")));
    }

    static List<HostileCall> brokenCounts() {
        return List.of(
                new HostileCall(
                        "two messages",
                        "UNIMPLEMENTED MESSAGE_COUNT",
                        to -> to.call(GET_NODE).send(REQUEST).send(REQUEST)),
                new HostileCall(
                        "two messages to a stream",
                        "UNIMPLEMENTED MESSAGE_COUNT",
                        to -> to.call(STREAM_LOGS).send(REQUEST).send(REQUEST).end()),
                new HostileCall(
                        "no message",
                        "UNIMPLEMENTED MESSAGE_COUNT",
                        to -> to.call(GET_NODE).end()),
                new HostileCall(
                        "no message to a stream",
                        "UNIMPLEMENTED MESSAGE_COUNT",
                        to -> to.call(STREAM_LOGS).end()),
                new HostileCall(
                        "cut header",
                        "INTERNAL MESSAGE_CUT",
                        to -> to.call(GET_NODE).send(new byte[] {0, 0, 0}).end()),
                new HostileCall(
                        "cut message",
                        "INTERNAL MESSAGE_CUT",
                        to -> to.call(COLLECT_LOGS)
                                .send(Arrays.copyOf(GrpcFrames.plain("hello"), 8))
                                .end()));
    }

    static List<HostileCall> brokenDeadlines() {
        return List.of(
                new HostileCall(
                        "deadline already passed",
                        "DEADLINE_EXCEEDED DEADLINE_EXCEEDED",
                        to -> to.call(GET_NODE, "grpc-timeout", "0m")
                                .send(REQUEST)
                                .end()),
                new HostileCall(
                        "deadline that passes",
                        "DEADLINE_EXCEEDED DEADLINE_EXCEEDED",
                        to -> to.call(STREAM_LOGS, "grpc-timeout", "50m")
                                .send(GrpcFrames.plain(LogStreamRequest.newBuilder()
                                        .setFollow(true)
                                        .build()))
                                .end()),
                new HostileCall(
                        "deadline that passes in an upload",
                        "DEADLINE_EXCEEDED DEADLINE_EXCEEDED",
                        to -> to.call(COLLECT_LOGS, "grpc-timeout", "50000u").send(new byte[] {0, 0})),
                new HostileCall(
                        "malformed timeout",
                        "INVALID_ARGUMENT TIMEOUT_MALFORMED",
                        to -> to.call(GET_NODE, "grpc-timeout", "soon")
                                .send(REQUEST)
                                .end()));
    }

    static List<HostileCall> brokenRules() {
        return List.of(
                invalid("unknown level", LogStreamRequest.newBuilder().setLogLevel("LOUD")),
                invalid("negative start", LogStreamRequest.newBuilder().setStartTimestamp(-1)),
                invalid("negative end", LogStreamRequest.newBuilder().setEndTimestamp(Long.MIN_VALUE)),
                invalid(
                        "reversed times",
                        LogStreamRequest.newBuilder().setStartTimestamp(2).setEndTimestamp(1)),
                invalid("name of 10 KB", LogStreamRequest.newBuilder().setApplication("a".repeat(10_240))),
                invalid(
                        "control character in a name",
                        LogStreamRequest.newBuilder().setApplication("a\u001b[2J")),
                invalid("negative tail", LogStreamRequest.newBuilder().setTail(-1)),
                invalid(
                        "too much wrong",
                        LogStreamRequest.newBuilder()
                                .addAllFilters(Collections.nCopies(1_000, "x".repeat(50)))
                                .setLogLevel("x".repeat(2_000))),
                new HostileCall(
                        "position ahead of everything",
                        "INVALID_ARGUMENT INVALID_POSITION",
                        to -> stream(
                                to,
                                LogStreamRequest.newBuilder()
                                        .setApplication("nothing")
                                        .setResume(Resume.newBuilder().putAfter("logs/nothing", 7)))),
                new HostileCall(
                        "another epoch",
                        "OUT_OF_RANGE HISTORY_EXPIRED",
                        to -> stream(
                                to,
                                LogStreamRequest.newBuilder()
                                        .setApplication("nothing")
                                        .setResume(Resume.newBuilder().setEpoch("other")))));
    }

    static RawCall stream(RawConnection to, LogStreamRequest.Builder request) throws Exception {
        return to.call(STREAM_LOGS).send(GrpcFrames.plain(request.build())).end();
    }

    private static HostileCall invalid(String name, LogStreamRequest.Builder request) {
        return new HostileCall(name, "INVALID_ARGUMENT INVALID_REQUEST", to -> stream(to, request));
    }
}
