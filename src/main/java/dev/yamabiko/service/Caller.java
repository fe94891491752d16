package dev.yamabiko.service;

import dev.yamabiko.token.Identity;
import org.jspecify.annotations.Nullable;

/**
 * Whose call it is: what limits and permissions go by. Immutable.
 *
 * @param name the user of its token; without one, the subject of the client's certificate; without that, its address,
 *     without the port
 * @param identity what its token says; null: it has none, or the hub asks for none
 */
public record Caller(String name, @Nullable Identity identity) {

    /** One without a token. */
    public Caller(String name) {
        this(name, null);
    }

    @Override
    public String toString() {
        return name;
    }
}
