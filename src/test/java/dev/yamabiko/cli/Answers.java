package dev.yamabiko.cli;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.log.v1.LogEntry;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;

/** What a hub says: entries, heartbeats and statuses, as it sends them. Stateless. */
public final class Answers {

    private Answers() {}

    /** A status with details, as the hub sends it. */
    public static StatusException error(io.grpc.Status.Code code, String message, Message... details) {
        Status.Builder status = Status.newBuilder().setCode(code.value()).setMessage(message);
        for (Message detail : details) {
            status.addDetails(Any.pack(detail));
        }
        return StatusProto.toStatusException(status.build());
    }

    /** An entry of an application. */
    public static LogEntry entry(String application, long offset) {
        return LogEntry.newBuilder()
                .setTimestamp(1_714_564_800_000L + offset)
                .setLevel("INFO")
                .setApplication(application)
                .setMessage(application + " " + offset)
                .setOffset(offset)
                .build();
    }

    /** A status after which a reader comes back. */
    public static StatusException draining() {
        return error(io.grpc.Status.Code.UNAVAILABLE, "draining");
    }

    /** A status after which it does not. */
    public static StatusException enough() {
        return error(io.grpc.Status.Code.PERMISSION_DENIED, "enough");
    }

    /** A heartbeat with the positions in these topics: names and numbers in turn. */
    public static LogEntry positions(Object... topicsAndOffsets) {
        LogEntry.Builder heartbeat = LogEntry.newBuilder().setHeartbeat(true);
        for (int i = 0; i < topicsAndOffsets.length; i += 2) {
            heartbeat.putPositions((String) topicsAndOffsets[i], (Integer) topicsAndOffsets[i + 1]);
        }
        return heartbeat.build();
    }

    /** Where a reader of these topics goes on: names and numbers in turn. */
    public static Resume resume(String epoch, Object... topicsAndOffsets) {
        return Resume.newBuilder()
                .setEpoch(epoch)
                .putAllAfter(positions(topicsAndOffsets).getPositionsMap())
                .build();
    }
}
