package dev.yamabiko.service.chat;

import dev.yamabiko.service.FieldRules;
import dev.yamabiko.stream.Topic;

/** Where it is kept what is said in rooms, and who comes and goes. */
public final class ChatTopics {

    /** What the topics of all messages begin with. */
    public static final String PREFIX = "chat/";

    /** What the topics begin with of who comes and goes. */
    public static final String MEMBERS = "chat-members/";

    /** Longest name of a room or user, in bytes of UTF-8. */
    static final int MAX_NAME_BYTES = 128;

    private ChatTopics() {}

    /** What is said in a room. */
    static Topic messages(String room) {
        return new Topic(PREFIX + room);
    }

    /** Who comes and goes. */
    static Topic members(String room) {
        return new Topic(MEMBERS + room);
    }

    /** Who is typing. */
    static Topic typing(String room) {
        return new Topic(Topic.LATEST + PREFIX + room);
    }

    /** Checks the name of a room or the id of a user. */
    static void check(FieldRules rules, String field, String name) {
        rules.name(field, name, MAX_NAME_BYTES);
    }
}
