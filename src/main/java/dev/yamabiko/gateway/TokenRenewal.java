package dev.yamabiko.gateway;

import dev.yamabiko.gateway.auth.Gate;
import dev.yamabiko.proto.hub.v1.RenewTokenRequest;
import dev.yamabiko.proto.hub.v1.RenewTokenResponse;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.token.Identity;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import java.util.Set;

/**
 * {@code hub.v1.HubService/RenewToken}: the calls of its connection go on under the token that it came with. Used on
 * one event loop.
 */
final class TokenRenewal {

    private final Set<Exchange> open;
    private final Gate gate;

    /** {@code open}: the calls of the event loop, as they come and go. */
    TokenRenewal(Set<Exchange> open, Gate gate) {
        this.open = open;
        this.gate = gate;
    }

    /** Tells every call of the same connection; throws {@link ServiceError}. */
    Future<RenewTokenResponse> renew(RenewTokenRequest request, CallMetadata call) {
        Identity fresh = call.caller().identity();
        if (fresh == null) {
            return Future.succeededFuture(RenewTokenResponse.getDefaultInstance());
        }
        HttpConnection connection = ((RequestMetadata) call).request().connection();
        int renewed = 0;
        int others = 0;
        for (Exchange exchange : open) {
            if (exchange.metadata() != call && exchange.metadata().request().connection() == connection) {
                if (exchange.renew(fresh)) {
                    renewed++;
                } else {
                    others++;
                }
            }
        }
        gate.renewed(call.caller());
        return Future.succeededFuture(RenewTokenResponse.newBuilder()
                .setTokenExpiresAt(fresh.expiresAt())
                .setRenewed(renewed)
                .setOthers(others)
                .build());
    }
}
