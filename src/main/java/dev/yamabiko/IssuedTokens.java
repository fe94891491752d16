package dev.yamabiko;

import dev.yamabiko.config.AuthConfig;
import dev.yamabiko.config.RoleConfig;
import dev.yamabiko.service.auth.AccessTokens;
import dev.yamabiko.token.Identity;
import dev.yamabiko.token.TokenIssuer;
import dev.yamabiko.user.User;
import dev.yamabiko.user.UserError;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that users get: for all that their role may call. Thread-safe.
 *
 * @param issuer null: this hub gives none
 */
record IssuedTokens(@Nullable TokenIssuer issuer, AuthConfig config) implements AccessTokens {

    @Override
    public Signed sign(User user, long issuedAt) {
        if (issuer == null || !issuer.available()) {
            throw new UserError.TokensNotIssued();
        }
        Set<String> scopes = config.roles().stream()
                .filter(role -> role.name().equals(user.role()))
                .findFirst()
                .map(RoleConfig::scopes)
                .map(Set::copyOf)
                .orElse(Set.of());
        Identity identity = new Identity(Integer.toString(user.id()), user.email(), user.role(), scopes, "", 0, 0);
        TokenIssuer.Issued issued = issuer.issue(identity, issuedAt, config.accessSeconds() * 1_000L);
        return new Signed(issued.token(), issued.identity().expiresAt());
    }
}
