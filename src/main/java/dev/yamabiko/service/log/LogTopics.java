package dev.yamabiko.service.log;

import dev.yamabiko.stream.Selection;
import dev.yamabiko.stream.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Where the entries of an application are kept. */
public final class LogTopics {

    /** What the topics of all applications begin with. */
    public static final String PREFIX = "logs/";

    /** Longest name of an application, in bytes of UTF-8. */
    public static final int MAX_APPLICATION_BYTES = 255;

    private LogTopics() {}

    /** The topic of an application. */
    public static Topic of(String application) {
        return new Topic(PREFIX + application);
    }

    /** The topics a reader of this application wants; empty: all. */
    static Selection selection(String application) {
        return application.isEmpty() ? new Selection.Prefix(PREFIX) : new Selection.Topics(Set.of(of(application)));
    }

    /** True for a name an application may have. */
    static boolean isApplication(String name) {
        return !name.isEmpty()
                && name.getBytes(StandardCharsets.UTF_8).length <= MAX_APPLICATION_BYTES
                && isPrintable(name);
    }

    /** True if there is no control character in it. */
    static boolean isPrintable(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }
}
