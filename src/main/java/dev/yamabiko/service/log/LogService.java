package dev.yamabiko.service.log;

import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.RetryKey;
import dev.yamabiko.service.Upload;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Lane;
import dev.yamabiko.stream.Sink;
import java.time.Clock;

/** Log lines in and out, for the calls of one event loop. */
public final class LogService {

    private final Lane lane;
    private final Appender appender;
    private final Clock clock;
    private final int inboundBytes;

    /**
     * Reads through a lane and writes through the appender.
     *
     * @param inboundBytes bytes of one upload that may wait to become durable
     */
    public LogService(Lane lane, Appender appender, Clock clock, int inboundBytes) {
        this.lane = lane;
        this.appender = appender;
        this.clock = clock;
        this.inboundBytes = inboundBytes;
    }

    /** {@code LogService/StreamLogs}; throws {@link dev.yamabiko.service.ServiceError.InvalidRequest}. */
    public void streamLogs(LogStreamRequest request, Sink sink) {
        lane.subscribe(new LogStreamCheck(request).readRequest(), sink);
    }

    /** {@code DataCollectionService/CollectLogs}; throws {@link dev.yamabiko.service.ServiceError.InvalidRequest}. */
    public Upload<LogCollectionResult> collectLogs(CallMetadata metadata) {
        RetryKey key = RetryKey.of(metadata.get(RetryKey.NAME));
        return new LogUpload(appender.producer(), key, clock, inboundBytes);
    }
}
