package dev.yamabiko.token;

import dev.yamabiko.config.ConfigException;
import dev.yamabiko.config.KeyConfig;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key in a file: a secret, or PEM with a public key and perhaps a private one; behind it, those that it takes the
 * place of, for as long as their tokens live. Waits for the disk. Thread-safe.
 */
final class KeyFile {

    /** Shorter secrets can be guessed from one token (RFC 7518, 3.2). */
    private static final int MIN_SECRET = 32;

    private static final int MAX_KEYS = 8;
    private static final int MIN_BITS = 2_048;
    private static final int MAX_BYTES = 64 << 10;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ((?:PUBLIC|PRIVATE) KEY)-----\\s[A-Za-z0-9+/=\\s]+-----END \\1-----");

    private final Vertx vertx;
    private final KeyConfig config;
    private final String issuer;
    private volatile @Nullable Read last;

    /** What was in the file, and the key that it was. */
    private record Read(ByteBuffer content, TokenKey key) {}

    /** {@code issuer}: who signs with it. */
    KeyFile(Vertx vertx, KeyConfig config, String issuer) {
        this.vertx = vertx;
        this.config = config;
        this.issuer = issuer;
    }

    /** Reads it: the same key as long as the file is the same. */
    TokenKey read() {
        byte[] bytes = bytes();
        Read before = last;
        if (before != null && before.content.equals(ByteBuffer.wrap(bytes))) {
            return before.key;
        }
        TokenKey key = parse(bytes);
        last = new Read(ByteBuffer.wrap(bytes), key);
        return key;
    }

    /** A key whose halves do not belong together is none. */
    private TokenKey parse(byte[] bytes) {
        TokenAlgorithm algorithm = TokenAlgorithm.of(config.algorithm()).orElseThrow();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        boolean pem = text.contains("-----BEGIN");
        if (pem == (algorithm == TokenAlgorithm.HS256)) {
            throw unusable(pem ? "a secret, not PEM" : "PEM");
        }
        TokenKey key = algorithm == TokenAlgorithm.HS256 ? secrets(text) : pairs(algorithm, text);
        if (key.signs() && !key.signed(key.sign(new JsonObject()))) {
            throw unusable("a private key and its public one");
        }
        return key;
    }

    /** One in a line; the first signs. */
    private TokenKey secrets(String text) {
        List<JWTAuth> secrets = new ArrayList<>();
        for (String line : text.split("\\r?\\n", -1)) {
            if (!line.isEmpty()) {
                if (line.length() < MIN_SECRET) {
                    throw unusable("at least " + MIN_SECRET + " bytes");
                }
                byte[] secret = line.getBytes(StandardCharsets.ISO_8859_1);
                secrets.add(library(pubSec().setBuffer(Buffer.buffer(secret))));
            }
        }
        if (secrets.isEmpty()) {
            throw unusable("at least " + MIN_SECRET + " bytes");
        }
        return key(TokenAlgorithm.HS256, secrets.get(0), secrets);
    }

    /** Its private key signs, and any of its public keys checks. */
    private TokenKey pairs(TokenAlgorithm algorithm, String text) {
        JWTAuth signer = null;
        List<JWTAuth> checkers = new ArrayList<>();
        Matcher blocks = PEM.matcher(text);
        while (blocks.find()) {
            if (blocks.group(1).equals("PUBLIC KEY")) {
                if (algorithm == TokenAlgorithm.RS256 && !strong(blocks.group())) {
                    throw unusable("a key of at least " + MIN_BITS + " bits");
                }
                checkers.add(library(pubSec().setBuffer(blocks.group())));
            } else if (signer == null) {
                signer = library(pubSec().setBuffer(blocks.group()));
            }
        }
        if (checkers.isEmpty()) {
            throw unusable("PEM with a PUBLIC KEY");
        }
        return key(algorithm, signer, checkers);
    }

    private TokenKey key(TokenAlgorithm algorithm, @Nullable JWTAuth signer, List<JWTAuth> checkers) {
        if (checkers.size() > MAX_KEYS) {
            throw unusable("at most " + MAX_KEYS + " keys");
        }
        return new TokenKey(config.id(), algorithm, issuer, signer, checkers);
    }

    private JWTAuth library(PubSecKeyOptions key) {
        try {
            return JWTAuth.create(vertx, TokenKey.material().addPubSecKey(key));
        } catch (RuntimeException error) {
            throw unusable("a key for " + config.algorithm());
        }
    }

    /** Shorter ones are not taken (RFC 7518, 3.3). */
    private static boolean strong(String block) {
        String base64 = block.replaceAll("-----[^-]+-----", "");
        return bits(Base64.getMimeDecoder().decode(base64)) >= MIN_BITS;
    }

    private static int bits(byte[] der) {
        try {
            PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
            return ((RSAPublicKey) key).getModulus().bitLength();
        } catch (GeneralSecurityException error) {
            return 0;
        }
    }

    private PubSecKeyOptions pubSec() {
        return new PubSecKeyOptions().setAlgorithm(config.algorithm()).setId(config.id());
    }

    private byte[] bytes() {
        try {
            Path file = Path.of(config.file());
            if (Files.size(file) > MAX_BYTES) {
                throw unusable("at most " + MAX_BYTES + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (IOException error) {
            throw unusable("a readable file");
        }
    }

    private ConfigException unusable(String rule) {
        return new ConfigException("auth.keys: " + config.id() + ": " + config.file() + " (expected: " + rule + ")");
    }
}
