package dev.yamabiko.service.auth;

import dev.yamabiko.user.User;

/** What signs the tokens that go with calls. Thread-safe, and answers at once. */
@FunctionalInterface
public interface AccessTokens {

    /**
     * A token that was signed.
     *
     * @param text for the metadata of a call
     * @param expires milliseconds since the epoch
     */
    record Signed(String text, long expires) {

        /** Never shows the token. */
        @Override
        public String toString() {
            return "token until " + expires;
        }
    }

    /**
     * A token for a user, issued at a time, milliseconds since the epoch; throws
     * {@link dev.yamabiko.user.UserError.TokensNotIssued} where there is no key to sign with.
     */
    Signed sign(User user, long issued);
}
