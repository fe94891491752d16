package dev.yamabiko.gateway.auth;

import dev.yamabiko.proto.auth.v1.LoginRequest;
import dev.yamabiko.proto.auth.v1.LoginResponse;
import dev.yamabiko.proto.auth.v1.RefreshRequest;
import dev.yamabiko.proto.auth.v1.RevokeRequest;
import dev.yamabiko.proto.auth.v1.RevokeResponse;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.auth.AuthService;
import dev.yamabiko.service.auth.RevokeCall;
import dev.yamabiko.user.UserError;
import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * Logins that are written down: from where, as which user, and why not. Neither passwords nor emails, of which many are
 * typed that belong to nobody here. Thread-safe.
 */
public record AuditedLogins(AuthService logins, RevokeCall revokes, Gate gate) {

    private static final String LOGIN = "LOGIN";
    private static final String REFRESH = "REFRESH";
    private static final String LOGOUT = "LOGOUT";

    /** {@code AuthService/Login}; throws what it throws. */
    public Future<LoginResponse> login(LoginRequest request, CallMetadata call) {
        return noted(LOGIN, call, () -> logins.login(request, call));
    }

    /** {@code AuthService/Refresh}; throws what it throws. */
    public Future<LoginResponse> refresh(RefreshRequest request, CallMetadata call) {
        return noted(REFRESH, call, () -> logins.refresh(request, call));
    }

    /** {@code AuthService/Revoke}; throws what it throws. Who may revoke other things is asked, and written down so. */
    public Future<RevokeResponse> revoke(RevokeRequest request, CallMetadata call) {
        AuditLog audit = gate.audit();
        Future<RevokeResponse> revoked = revokes.revoke(request, call);
        return audit == null || request.getRefreshToken().isEmpty()
                ? revoked
                : revoked.onSuccess(done -> audit.allowed(call.caller(), LOGOUT, ""));
    }

    private Future<LoginResponse> noted(String action, CallMetadata call, Supplier<Future<LoginResponse>> login) {
        AuditLog audit = gate.audit();
        if (audit == null) {
            return login.get();
        }
        Caller from = call.caller();
        try {
            return login.get()
                    .onSuccess(answer ->
                            audit.allowed(from, action, topic(answer.getUser().getId())))
                    .onFailure(error -> refused(audit, from, action, error));
        } catch (UserError.TooManyAttempts tooMany) {
            refused(audit, from, action, tooMany);
            throw tooMany;
        }
    }

    /** What the hub itself could not do is no attempt of anybody's. */
    private static void refused(AuditLog audit, Caller from, String action, Throwable error) {
        if (error instanceof UserError.LoginRefused refused) {
            audit.refused(from, action, topic(refused.user()), refused.why());
        } else if (error instanceof UserError.TooManyAttempts) {
            audit.refused(from, action, "", "too many attempts");
        }
    }

    private static String topic(int user) {
        return user == 0 ? "" : "users/" + user;
    }
}
