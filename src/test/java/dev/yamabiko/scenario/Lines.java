package dev.yamabiko.scenario;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import dev.yamabiko.proto.log.v1.LogEntry;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the hub answers, in the lines of a scenario. Stateless. */
final class Lines {

    private Lines() {}

    /** {@code offset LEVEL application message (source) {fields}}, or a heartbeat. */
    static String of(LogEntry entry) {
        if (entry.getHeartbeat()) {
            return heartbeat(entry);
        }
        String source =
                entry.getSourceFile().isEmpty() ? "" : " (" + entry.getSourceFile() + ":" + entry.getLineNumber() + ")";
        String fields = entry.getFieldsCount() == 0 ? "" : " " + new TreeMap<>(entry.getFieldsMap());
        return escaped(entry.getOffset() + " " + entry.getLevel() + " " + entry.getApplication() + " "
                + entry.getMessage() + source + fields);
    }

    /** {@code STATUS stored N}, then what was rejected. */
    static List<String> of(LogCollectionResult result) {
        List<String> lines = new ArrayList<>();
        String of = result.getRejectedCount() == 0 ? "" : " of " + result.getTotalReceived();
        lines.add(result.getStatus() + " stored " + result.getIndexedCount() + of);
        lines.addAll(result.getErrorsList());
        return lines;
    }

    /** {@code CODE REASON: text}. */
    static String of(Throwable error) {
        Status status = Status.fromThrowable(error);
        com.google.rpc.Status details = StatusProto.fromThrowable(error);
        String reason = details == null
                ? ""
                : details.getDetailsList().stream().map(Lines::reason).collect(Collectors.joining());
        return escaped(status.getCode() + " " + reason + ": " + status.getDescription());
    }

    private static String reason(Any detail) {
        try {
            return detail.is(ErrorInfo.class) ? detail.unpack(ErrorInfo.class).getReason() : "";
        } catch (InvalidProtocolBufferException error) {
            throw new AssertionError(error);
        }
    }

    private static String heartbeat(LogEntry entry) {
        if (entry.getSkipped() > 0) {
            return "skipped " + entry.getSkipped() + " up to " + entry.getOffset();
        }
        if (entry.getOffset() > 0) {
            return "heartbeat at " + entry.getOffset();
        }
        Map<String, Long> positions = new TreeMap<>(entry.getPositionsMap());
        return "heartbeat at " + positions;
    }

    /** Control characters as Java writes them, so that a line is a line. */
    private static String escaped(String text) {
        return text.codePoints()
                .mapToObj(c -> Character.isISOControl(c) ? String.format("\\u%04x", c) : Character.toString(c))
                .collect(Collectors.joining());
    }
}
