package dev.yamabiko.service.sync;

import dev.yamabiko.proto.sync.v1.SyncRequest;
import dev.yamabiko.proto.sync.v1.SyncRequest.OperationCase;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.Permissions.Action;
import dev.yamabiko.service.ResumeCheck;
import dev.yamabiko.stream.ResumePoint;
import java.util.concurrent.TimeUnit;

/** The rules of a request. Stateless. */
final class SyncCheck {

    private static final int MAX_CLIENT_BYTES = 64;
    private static final int MAX_HEARTBEAT_SECONDS = 3_600;
    private static final long MAX_TTL_MS = TimeUnit.DAYS.toMillis(366);

    private SyncCheck() {}

    /**
     * Throws {@link dev.yamabiko.service.ServiceError.InvalidRequest}.
     *
     * @return where to go on, of a request to watch; else {@link ResumePoint#NONE}
     */
    static ResumePoint check(SyncRequest request, SyncLimits limits) {
        FieldRules rules = new FieldRules();
        rules.range("request_id", request.getRequestId(), 1, Long.MAX_VALUE);
        rules.name("collection", request.getCollection(), CollectionTopics.MAX_NAME_BYTES);
        rules.bytes("client_id", request.getClientId(), MAX_CLIENT_BYTES);
        rules.range("heartbeat_seconds", request.getHeartbeatSeconds(), 0, MAX_HEARTBEAT_SECONDS);
        rules.require(
                request.getOperationCase() != OperationCase.OPERATION_NOT_SET,
                "operation",
                "none (expected: watch, unwatch, set, delete or get)");
        rules.check();
        ResumePoint from = ResumePoint.NONE;
        switch (request.getOperationCase()) {
            case WATCH -> from = checkWatch(rules, request);
            case SET -> checkSet(rules, request, limits);
            case DELETE -> {
                key(rules, "delete.key", request.getDelete().getKey());
                rules.range("delete.if_version", request.getDelete().getIfVersion(), 0, Long.MAX_VALUE);
            }
            case GET -> key(rules, "get.key", request.getGet().getKey());
            default -> {
                // nothing more to check
            }
        }
        rules.check();
        return from;
    }

    /** What a request does to its collection. */
    static Action action(SyncRequest request) {
        return switch (request.getOperationCase()) {
            case SET -> Action.WRITE;
            case DELETE -> Action.DELETE;
            default -> Action.READ;
        };
    }

    private static void checkSet(FieldRules rules, SyncRequest request, SyncLimits limits) {
        key(rules, "set.key", request.getSet().getKey());
        int bytes = request.getSet().getValue().size();
        rules.require(
                bytes <= limits.valueBytes(),
                "set.value",
                bytes + " bytes (expected: at most " + limits.valueBytes() + ")");
        rules.range("set.if_version", request.getSet().getIfVersion(), 0, Long.MAX_VALUE);
        rules.range("set.ttl_ms", request.getSet().getTtlMs(), 0, MAX_TTL_MS);
    }

    private static ResumePoint checkWatch(FieldRules rules, SyncRequest request) {
        String topic = CollectionTopics.PREFIX + request.getCollection();
        return new ResumeCheck(topic::equals, topic).check(request.getWatch().getResume(), rules);
    }

    private static void key(FieldRules rules, String field, String key) {
        rules.name(field, key, SyncLimits.MAX_KEY_BYTES);
    }
}
