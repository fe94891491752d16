package dev.yamabiko.stream;

import java.util.Set;
import java.util.function.Predicate;

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

    /**
     * All topics whose names begin with a prefix, those to come included.
     *
     * @param visible which of them the reader may see at all; asked once for each
     */
    record Prefix(String prefix, Predicate<Topic> visible) implements Selection {

        private static final Predicate<Topic> ALL = new Predicate<>() {
            @Override
            public boolean test(Topic topic) {
                return true;
            }
        };

        /** All that there are. */
        public Prefix(String prefix) {
            this(prefix, ALL);
        }

        @Override
        public boolean matches(Topic topic) {
            return topic.name().startsWith(prefix) && visible.test(topic);
        }
    }
}
