package dev.yamabiko.gateway;

import dev.yamabiko.gateway.auth.Access;
import dev.yamabiko.gateway.auth.Gate;
import dev.yamabiko.proto.hub.v1.TokenNotice;
import dev.yamabiko.service.Caller;
import dev.yamabiko.token.Identity;
import dev.yamabiko.token.TokenRefused;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The token of one call while it runs: looked at a few times a second, for the whole event loop in one go, and never
 * for a record. Used on the event loop of its connection only.
 */
final class TokenWatch {

    /** How often the tokens of running calls are looked at. */
    static final long LOOK_MS = 250;

    /** Metadata of a call whose client wants to be told on its stream. */
    static final String NOTICES = "hub-token-notices";

    /**
     * Field 2000, a text: what a fresh token begins with on a stream of requests, and nothing else (docs/protocol.md).
     */
    private static final byte TAG = (byte) 0x82;

    private static final byte TAG_END = 0x7D;

    /** Of a call that has not. */
    static final TokenWatch NONE = new TokenWatch(Gate.open(), Access.ANYBODY, new Caller(""), false);

    private final Gate gate;
    private final Access access;
    private final Caller caller;
    private final boolean tells;
    private @Nullable Identity identity;
    private boolean told;
    private boolean asking;

    private TokenWatch(Gate gate, Access access, Caller caller, boolean tells) {
        this.gate = gate;
        this.access = access;
        this.caller = caller;
        this.identity = caller.identity();
        this.tells = tells;
    }

    /** Of a call that has been let in. */
    TokenWatch(Gate gate, Rpc rpc, RequestMetadata call) {
        this(gate, rpc.access(), call.caller(), rpc.method().isServerStreaming() && "true".equals(call.get(NOTICES)));
    }

    /** Ends a call whose token holds no more, and tells one that will have to. */
    void look(long now, Outbound outbound) {
        Identity held = identity;
        if (held == null || outbound.over()) {
            return;
        }
        if (gate.revoked(held)) {
            gate.refused(caller, "revoked");
            outbound.fail(TokenEnded.revoked(outbound.position()));
        } else if (now >= held.expiresAt() + gate.graceMs()) {
            outbound.fail(TokenEnded.expired(outbound.position()));
        } else if (tells && !told && now >= held.expiresAt() - gate.warnMs()) {
            told = true;
            outbound.write(TokenNotice.newBuilder()
                    .setHeartbeat(true)
                    .setTokenExpiresAt(held.expiresAt())
                    .build());
        }
    }

    /** Goes on under a fresh token, if it is the same user's, in the same role, and for what the call does. */
    boolean renew(Identity fresh) {
        Identity held = identity;
        if (held == null || !gate.goesOn(held, fresh, access)) {
            return false;
        }
        if (fresh.expiresAt() > held.expiresAt()) {
            identity = fresh;
            told = false;
        }
        return true;
    }

    /** Whether a message on a stream of requests is no request but a fresh token. */
    static boolean isFresh(byte[] bytes, int from, int to) {
        return to - from > 2 && bytes[from] == TAG && bytes[from + 1] == TAG_END;
    }

    /**
     * Takes a fresh token that came as a message; one that is refused ends the call, as at its beginning, and so does
     * one that comes while a key is asked for because of the one before: of these, a stream holds one.
     */
    void fresh(byte[] bytes, int from, int to, Outbound outbound) {
        if (identity == null || outbound.over()) {
            return; // nobody asked for one
        }
        if (asking) {
            refuse(new TokenRefused("one more before the last was looked at"), outbound);
            return;
        }
        asking = true;
        gate.verify(text(bytes, from + 2, to)).onComplete(done -> {
            asking = false;
            if (done.failed()) {
                refuse(done.cause(), outbound);
            } else if (!renew(done.result())) {
                refuse(new TokenRefused("another user's, or for something else"), outbound);
            }
        });
    }

    private void refuse(Throwable error, Outbound outbound) {
        if (error instanceof TokenRefused refused) {
            gate.refused(caller, refused.why());
        }
        outbound.fail(error);
    }

    /** The text behind its length; one that is cut, or is not alone, is no token. */
    private static String text(byte[] bytes, int from, int to) {
        int length = 0;
        int at = from;
        for (int shift = 0; at < to && shift < 28; shift += 7) {
            byte next = bytes[at++];
            length |= (next & 0x7F) << shift;
            if (next >= 0) {
                break;
            }
        }
        return at + length == to ? new String(bytes, at, length, StandardCharsets.ISO_8859_1) : "";
    }
}
