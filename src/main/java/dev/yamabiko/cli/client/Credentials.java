package dev.yamabiko.cli.client;

import org.jspecify.annotations.Nullable;

/** Who a client says it is. For one thread. */
@FunctionalInterface
public interface Credentials {

    /** Nobody. */
    Credentials NONE = client -> null;

    /** The token for the next call; null: none. May ask the hub for it, through this client. */
    @Nullable
    String token(HubClient client) throws InterruptedException;
}
