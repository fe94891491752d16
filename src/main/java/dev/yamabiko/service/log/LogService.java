package dev.yamabiko.service.log;

import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.Permissions.Action;
import dev.yamabiko.service.RetryKey;
import dev.yamabiko.service.Rights;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.Upload;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Lane;
import dev.yamabiko.stream.ReadRequest;
import dev.yamabiko.stream.Selection;
import dev.yamabiko.stream.Sink;
import java.time.Clock;

/** Log lines in and out, for the calls of one event loop. */
public final class LogService {

    private final Lane lane;
    private final Appender appender;
    private final Permissions permissions;
    private final Clock clock;
    private final int inboundBytes;

    /**
     * Reads through a lane and writes through the appender.
     *
     * @param permissions asked for the logs of each application
     * @param inboundBytes bytes of one upload that may wait to become durable
     */
    public LogService(Lane lane, Appender appender, Permissions permissions, Clock clock, int inboundBytes) {
        this.lane = lane;
        this.appender = appender;
        this.permissions = permissions;
        this.clock = clock;
        this.inboundBytes = inboundBytes;
    }

    /** {@code LogService/StreamLogs}; throws {@link dev.yamabiko.service.ServiceError}. */
    public void streamLogs(LogStreamRequest request, CallMetadata call, Sink sink) {
        ReadRequest read = new LogStreamCheck(request).readRequest();
        lane.subscribe(read.of(permitted(request.getApplication(), call.caller())), sink);
    }

    /** {@code DataCollectionService/CollectLogs}; throws {@link dev.yamabiko.service.ServiceError.InvalidRequest}. */
    public Upload<LogCollectionResult> collectLogs(CallMetadata metadata) {
        RetryKey key = RetryKey.of(metadata);
        Rights rights = new Rights(permissions, metadata.caller());
        return new LogUpload(
                appender.producer(), key, application -> maySend(rights, application), clock, inboundBytes);
    }

    private static boolean maySend(Rights rights, String application) {
        try {
            rights.require(Action.WRITE, LogTopics.PREFIX + application);
            return true;
        } catch (ServiceError.Denied denied) {
            return false;
        }
    }

    /** Who asks for one application is told that it may not be; who asks for all gets those that may. */
    private Selection permitted(String application, Caller caller) {
        if (application.isEmpty()) {
            return new Selection.Prefix(
                    LogTopics.PREFIX, topic -> permissions.allow(caller, Action.READ, topic.name()));
        }
        permissions.require(caller, Action.READ, LogTopics.PREFIX + application);
        return LogTopics.selection(application);
    }
}
