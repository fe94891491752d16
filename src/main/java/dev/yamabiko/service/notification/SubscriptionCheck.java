package dev.yamabiko.service.notification;

import dev.yamabiko.proto.notification.v1.SubscriptionRequest;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.ResumeCheck;
import dev.yamabiko.stream.ReadRequest;
import dev.yamabiko.stream.ResumePoint;
import dev.yamabiko.stream.Selection;
import dev.yamabiko.stream.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a subscriber asks for, with every field checked. Immutable. */
final class SubscriptionCheck {

    private static final int MAX_TYPES = 64;
    private static final int MAX_HEARTBEAT_SECONDS = 3_600;

    private final SubscriptionRequest request;
    private final Topic own;
    private final ResumePoint resume;

    /** Throws {@link dev.yamabiko.service.ServiceError.InvalidRequest}. */
    SubscriptionCheck(SubscriptionRequest request) {
        this.request = request;
        FieldRules rules = new FieldRules();
        NotificationTopics.checkUser(rules, "user_id", request.getUserId());
        rules.range("event_types", request.getEventTypesCount(), 0, MAX_TYPES)
                .range("priority_level", request.getPriorityLevel(), 0, SendCheck.MAX_PRIORITY)
                .range("heartbeat_seconds", request.getHeartbeatSeconds(), 0, MAX_HEARTBEAT_SECONDS);
        request.getEventTypesList().forEach(type -> rules.name("event_types", type, SendCheck.MAX_TYPE_BYTES));
        String name = NotificationTopics.PREFIX + request.getUserId();
        this.resume = new ResumeCheck(
                        topic -> topic.equals(name) || topic.equals(NotificationTopics.ALL.name()),
                        NotificationTopics.PREFIX + "<user_id> or " + NotificationTopics.ALL)
                .check(request.getResume(), rules);
        rules.check();
        this.own = NotificationTopics.of(request.getUserId());
    }

    /** The user's own topic. */
    Topic topic() {
        return own;
    }

    /** True if the stream goes on in both topics after what the client has seen. */
    boolean resumesAll() {
        return resume.after().size() == 2;
    }

    /** What to read where the client says it all. */
    ReadRequest readRequest() {
        return readRequest(resume, List.of(), 0);
    }

    /** What to read where the queue says how to begin. */
    ReadRequest readRequest(QueueView queue) {
        Map<Topic, Long> after =
                new HashMap<>(Map.of(own, queue.before(), NotificationTopics.ALL, queue.broadcastAcknowledged()));
        after.putAll(resume.after());
        boolean skipGap = resume.skipGap() || resume.after().isEmpty();
        boolean fresh = !resume.after().containsKey(own);
        return readRequest(
                new ResumePoint(resume.epoch(), after, skipGap), fresh ? queue.among() : List.of(), queue.last());
    }

    /** So many were dropped before this stream could begin. */
    long dropped(QueueView queue) {
        return resume.after().containsKey(own) ? 0 : queue.dropped();
    }

    private ReadRequest readRequest(ResumePoint point, List<Long> among, long upTo) {
        NotificationFilter filter = new NotificationFilter(
                Set.copyOf(request.getEventTypesList()), request.getPriorityLevel(), among, among.isEmpty() ? 0 : upTo);
        return new ReadRequest(
                new Selection.Topics(Set.of(own, NotificationTopics.ALL)),
                filter,
                0,
                true,
                request.getHeartbeatSeconds(),
                point);
    }
}
