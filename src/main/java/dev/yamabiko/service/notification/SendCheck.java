package dev.yamabiko.service.notification;

import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.proto.notification.v1.SendNotificationRequest;
import dev.yamabiko.service.FieldRules;

/** Turns a request to send into the notification that is kept, or names every field that breaks its rule. Stateless. */
final class SendCheck {

    static final int MAX_USERS = 1_000;
    static final int MAX_PRIORITY = 100;
    static final int MAX_TYPE_BYTES = 128;
    private static final int MAX_TITLE_BYTES = 1_024;
    private static final int MAX_MESSAGE_BYTES = 64 << 10;
    private static final int MAX_PAIRS = 64;
    private static final int MAX_KEY_BYTES = 128;
    private static final int MAX_VALUE_BYTES = 4 << 10;

    private SendCheck() {}

    /** The notification, without id and time; throws {@link dev.yamabiko.service.ServiceError.InvalidRequest}. */
    static Notification notification(SendNotificationRequest request) {
        FieldRules rules = new FieldRules();
        checkReceivers(request, rules);
        rules.name("type", request.getType(), MAX_TYPE_BYTES)
                .range("priority", request.getPriority(), 0, MAX_PRIORITY)
                .bytes("message", request.getMessage(), MAX_MESSAGE_BYTES);
        if (!request.getTitle().isEmpty()) {
            rules.name("title", request.getTitle(), MAX_TITLE_BYTES);
        }
        rules.range("metadata", request.getMetadataCount(), 0, MAX_PAIRS);
        request.getMetadataMap()
                .forEach((key, value) ->
                        rules.name("metadata", key, MAX_KEY_BYTES).bytes("metadata", value, MAX_VALUE_BYTES));
        rules.check();
        return Notification.newBuilder()
                .setType(request.getType())
                .setTitle(request.getTitle())
                .setMessage(request.getMessage())
                .setPriority(request.getPriority())
                .putAllMetadata(request.getMetadataMap())
                .setToAll(request.getToAll())
                .build();
    }

    private static void checkReceivers(SendNotificationRequest request, FieldRules rules) {
        int users = request.getUserIdsCount();
        if (request.getToAll()) {
            rules.require(users == 0, "user_ids", users + " users (expected: none together with to_all)");
        } else {
            rules.range("user_ids", users, 1, MAX_USERS);
        }
        request.getUserIdsList().forEach(user -> NotificationTopics.checkUser(rules, "user_ids", user));
    }
}
