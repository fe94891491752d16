package dev.yamabiko.service;

import dev.yamabiko.token.Identity;
import org.jspecify.annotations.Nullable;

/**
 * Whose call it is: what limits and permissions go by. Immutable.
 *
 * @param name the user of its token; without one, the subject of the client's certificate; without that, its address,
 *     without the port
 * @param identity what its token says; null: it has none, or the hub asks for none
 * @param certified whether the name is the subject of a certificate
 * @param rpc what is called, {@code /<service>/<method>}; empty: nobody writes that down
 */
public record Caller(String name, @Nullable Identity identity, boolean certified, String rpc) {

    /** Of whatever RPC. */
    public Caller(String name, @Nullable Identity identity, boolean certified) {
        this(name, identity, certified, "");
    }

    /** One with a token. */
    public Caller(String name, @Nullable Identity identity) {
        this(name, identity, false);
    }

    /** One of whom nothing is known but the address. */
    public Caller(String name) {
        this(name, null, false);
    }

    /** The same one, of an RPC. */
    public Caller calling(String what) {
        return new Caller(name, identity, certified, what);
    }

    /** Who it is, from whatever address and at whatever node it calls; null: nobody knows. */
    @Nullable
    String who() {
        if (identity != null) {
            return "user " + name;
        }
        return certified ? "certificate " + name : null;
    }

    @Override
    public String toString() {
        return name;
    }
}
