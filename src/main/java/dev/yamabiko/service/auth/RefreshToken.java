package dev.yamabiko.service.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A refresh token: which login it is of, and a secret that is its own. The login has the same name all along; of the
 * secret only the hash is kept. Immutable.
 *
 * @param text as clients have it
 * @param login name of the login
 */
record RefreshToken(String text, String login) {

    /** Who finds one lying about sees what it is. */
    private static final String PREFIX = "yr_";

    private static final int LOGIN_BYTES = 16;
    private static final int SECRET_BYTES = 32;
    private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{64}");

    /** The first one of a login. */
    static RefreshToken first(RandomGenerator random) {
        return of(bytes(random, LOGIN_BYTES), random);
    }

    /** What a client sent; null: it is none. */
    static @Nullable RefreshToken of(String text) {
        if (!FORM.matcher(text).matches()) {
            return null;
        }
        byte[] bytes = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
        return new RefreshToken(text, HexFormat.of().formatHex(bytes, 0, LOGIN_BYTES));
    }

    /** The next one of the same login. */
    RefreshToken next(RandomGenerator random) {
        return of(HexFormat.of().parseHex(login), random);
    }

    /** What is kept of it: it is random, and so needs no slow hash. */
    String hash() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        return "refresh token";
    }

    private static RefreshToken of(byte[] login, RandomGenerator random) {
        byte[] bytes = Arrays.copyOf(login, LOGIN_BYTES + SECRET_BYTES);
        System.arraycopy(bytes(random, SECRET_BYTES), 0, bytes, LOGIN_BYTES, SECRET_BYTES);
        String text = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new RefreshToken(text, HexFormat.of().formatHex(login));
    }

    private static byte[] bytes(RandomGenerator random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
