package dev.yamabiko.user;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Makes of passwords what is kept of them, and compares: Argon2id (RFC 9106), as text of the usual form
 * {@code $argon2id$v=19$m=...,t=...,p=...$salt$hash}. Takes tens of milliseconds and as much memory as it is told.
 * Thread-safe, as its parameter is.
 */
public final class PasswordHasher {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /** What is not of our making could cost anything. */
    private static final int MAX_MEMORY_KIB = 1 << 20;

    private static final Pattern KEPT =
            Pattern.compile("\\$argon2id\\$v=19\\$m=(?<memory>\\d{1,7}),t=(?<passes>\\d{1,3})"
                    + ",p=(?<lanes>\\d{1,2})\\$(?<salt>[A-Za-z0-9+/]{11,86})\\$(?<hash>[A-Za-z0-9+/]{16,86})");

    private final PasswordCost cost;
    private final RandomGenerator random;

    /** {@code random}: for salts; thread-safe. */
    public PasswordHasher(PasswordCost cost, RandomGenerator random) {
        this.cost = cost;
        this.random = random;
    }

    /** What is kept of a password. */
    public String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] hash = argon2(password, salt, cost, 1, HASH_BYTES);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + cost.memoryKib() + ",t=" + cost.iterations() + ",p=1$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    /**
     * Whether a password is the one of which this is kept. Nothing kept takes as long as what this hasher has made, and
     * is nobody's password.
     */
    public boolean matches(String password, String kept) {
        Matcher parts = KEPT.matcher(kept);
        if (!parts.matches() || number(parts, "memory") > MAX_MEMORY_KIB) {
            argon2(password, new byte[SALT_BYTES], cost, 1, HASH_BYTES);
            return false;
        }
        byte[] expected = Base64.getDecoder().decode(parts.group("hash"));
        PasswordCost paid = new PasswordCost(number(parts, "memory"), number(parts, "passes"));
        byte[] salt = Base64.getDecoder().decode(parts.group("salt"));
        return MessageDigest.isEqual(expected, argon2(password, salt, paid, number(parts, "lanes"), expected.length));
    }

    /** Whether it was made at another cost than it would be now. */
    public boolean outdated(String kept) {
        Matcher parts = KEPT.matcher(kept);
        return !parts.matches()
                || number(parts, "memory") != cost.memoryKib()
                || number(parts, "passes") != cost.iterations();
    }

    private static int number(Matcher parts, String group) {
        return Integer.parseInt(parts.group(group));
    }

    /** Keyboards and systems write one letter in several ways (NIST SP 800-63B, 5.1.1.2). */
    private static byte[] argon2(String password, byte[] salt, PasswordCost cost, int lanes, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.iterations())
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        byte[] text = Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8);
        generator.generateBytes(text, hash);
        return hash;
    }
}
