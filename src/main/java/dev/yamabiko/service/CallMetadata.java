package dev.yamabiko.service;

import org.jspecify.annotations.Nullable;

/** What a client says of its call as a whole, besides its messages. */
@FunctionalInterface
public interface CallMetadata {

    /** The value by its lower-case name, several of them joined by commas; null: there is none. */
    @Nullable
    String get(String name);
}
