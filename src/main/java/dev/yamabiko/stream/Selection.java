package dev.yamabiko.stream;

import java.util.Set;

/** Which topics a subscription reads. */
public sealed interface Selection {

    /** True if the topic is one of them. */
    boolean matches(Topic topic);

    /** These topics, whether or not anything was appended to them yet. */
    record Topics(Set<Topic> topics) implements Selection {
        @Override
        public boolean matches(Topic topic) {
            return topics.contains(topic);
        }
    }

    /** All topics whose names begin with a prefix, those to come included. */
    record Prefix(String prefix) implements Selection {
        @Override
        public boolean matches(Topic topic) {
            return topic.name().startsWith(prefix);
        }
    }
}
