package dev.yamabiko.service.auth;

import dev.yamabiko.proto.auth.v1.RevokeRequest;
import dev.yamabiko.proto.auth.v1.RevokeResponse;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.Permissions.Action;
import dev.yamabiko.service.Revocations;
import dev.yamabiko.service.UserDesk;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.regex.Pattern;

/** The end of logins and tokens, for the calls of all event loops. Thread-safe. */
public final class RevokeCall {

    private static final int MAX_ID = 128;
    private static final int MAX_TOKEN = 256;

    /** As tokens may have it; none, too. */
    private static final Pattern USER = Pattern.compile("[\\w.@+:|-]{0,128}");

    /** As the hub gives them. */
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,9}");

    private final UserDesk desk;
    private final UserDesk admins;
    private final Revocations revocations;
    private final Permissions permissions;
    private final Clock clock;

    /** {@code permissions}: asked where the request holds no token. */
    public RevokeCall(UserDesk desk, Revocations revocations, Permissions permissions, Clock clock) {
        this.desk = desk;
        this.admins = desk.admins();
        this.revocations = revocations;
        this.permissions = permissions;
        this.clock = clock;
    }

    /** {@code AuthService/Revoke}; throws {@link dev.yamabiko.service.ServiceError}. */
    public Future<RevokeResponse> revoke(RevokeRequest request, CallMetadata call) {
        check(request);
        Caller caller = call.caller();
        if (!request.getRefreshToken().isEmpty()) {
            return login(request.getRefreshToken());
        }
        if (!request.getTokenId().isEmpty()) {
            permissions.require(caller, Action.WRITE, Revocations.TOPIC.name());
            return revocations.token(request.getTokenId()).map(RevokeCall::response);
        }
        String user = request.getUserId();
        permissions.require(caller, Action.WRITE, user.isEmpty() ? Revocations.TOPIC.name() : "users/" + user);
        long before = request.getIssuedBefore();
        return (before == 0 ? now(user) : upTo(user, before)).map(RevokeCall::response);
    }

    /** Tokens first: they end also where the database does not answer. */
    private Future<Long> upTo(String user, long before) {
        return revocations
                .issued(user, before)
                .compose(offset -> endLogins(user, before).map(offset));
    }

    /** And once more when the logins have ended: until then one may still get tokens. */
    private Future<Long> now(String user) {
        return revocations.issued(user, clock.millis()).compose(offset -> {
            if (!hasLogins(user)) {
                return Future.succeededFuture(offset);
            }
            return endLogins(user, Long.MAX_VALUE).compose(ended -> revocations.issued(user, clock.millis()));
        });
    }

    /** Where users are kept, and this one may be among them: others have tokens from elsewhere. */
    private boolean hasLogins(String user) {
        return desk.open() && (user.isEmpty() || NUMBER.matcher(user).matches());
    }

    private Future<Void> endLogins(String user, long before) {
        if (!hasLogins(user)) {
            return Future.succeededFuture();
        }
        long id = user.isEmpty() ? 0 : Long.parseLong(user);
        return admins.ask(store -> {
            if (id <= Integer.MAX_VALUE) {
                store.endAll((int) id, before);
            }
            return null;
        });
    }

    private void check(RevokeRequest request) {
        int said = (request.getRefreshToken().isEmpty() ? 0 : 1)
                + (request.getTokenId().isEmpty() ? 0 : 1)
                + (request.getUserId().isEmpty() && request.getIssuedBefore() == 0 ? 0 : 1);
        FieldRules rules = new FieldRules()
                .require(
                        said == 1,
                        "refresh_token",
                        said + " things to revoke (expected: one of refresh_token, token_id, user_id or issued_before)")
                .bytes("refresh_token", request.getRefreshToken(), MAX_TOKEN)
                .require(
                        USER.matcher(request.getUserId()).matches(),
                        "user_id",
                        request.getUserId().length()
                                + " characters (expected: at most 128 letters, digits and _.@+:|-)")
                .range("issued_before", request.getIssuedBefore(), 0, clock.millis());
        if (!request.getTokenId().isEmpty()) {
            rules.name("token_id", request.getTokenId(), MAX_ID);
        }
        rules.check();
    }

    /** Whoever has a token of a login may end it; of one that there is not, there is nothing to end. */
    private Future<RevokeResponse> login(String text) {
        RefreshToken token = RefreshToken.of(text);
        return token == null
                ? Future.succeededFuture(response(0))
                : desk.ask(store -> store.end(token.login())).map(response(0));
    }

    private static RevokeResponse response(long offset) {
        return RevokeResponse.newBuilder().setOffset(offset).build();
    }
}
