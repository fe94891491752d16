package dev.yamabiko.service.notification;

import dev.yamabiko.proto.notification.v1.SendNotificationRequest;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.stream.Topic;
import java.util.List;

/** Where notifications are kept. */
public final class NotificationTopics {

    /** What the topics of all users begin with. */
    public static final String PREFIX = "notifications/";

    /** What is sent to all users. */
    public static final Topic ALL = new Topic("notifications-all");

    /** Longest id of a user, in bytes of UTF-8. */
    static final int MAX_USER_BYTES = 128;

    private NotificationTopics() {}

    /** The topic of a user. */
    static Topic of(String user) {
        return new Topic(PREFIX + user);
    }

    /** Names of the topics that a notification goes to. */
    static List<String> receivers(SendNotificationRequest request) {
        return request.getToAll()
                ? List.of(ALL.name())
                : request.getUserIdsList().stream().map(user -> PREFIX + user).toList();
    }

    /** Checks the id of a user. */
    static void checkUser(FieldRules rules, String field, String user) {
        rules.name(field, user, MAX_USER_BYTES);
    }
}
