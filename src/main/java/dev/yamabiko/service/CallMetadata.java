package dev.yamabiko.service;

import org.jspecify.annotations.Nullable;

/** What is known of a call as a whole, besides its messages. Used on the event loop of its call. */
public interface CallMetadata {

    /** Whose call it is. */
    Caller caller();

    /** The address that it comes from, without the port: through proxies of ours, that of their client. */
    String origin();

    /** What the client says under a lower-case name, several values joined by commas; null: nothing. */
    @Nullable
    String get(String name);
}
