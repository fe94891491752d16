package dev.yamabiko.support;

import dev.yamabiko.config.AuthConfig;
import dev.yamabiko.config.HubConfig;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keys of tokens of every kind, in files, and what others than the hub sign with them. Thread-safe. */
public final class TestKeys {

    /** What {@code auth.keys} says of them. */
    private static final String YAML = """
            auth:
              enabled: true
              keys:
                - {id: hs, algorithm: HS256, file: '%1$s/hs'}
                - {id: rs, algorithm: RS256, file: '%1$s/rs'}
                - {id: es, algorithm: ES256, file: '%1$s/es'}
                - {id: ed, algorithm: EdDSA, file: '%1$s/ed'}
            """;

    private final Path folder;
    private final byte[] secret = "a secret that nobody else has, of many bytes".getBytes(StandardCharsets.UTF_8);
    private final Map<String, KeyPair> pairs;

    private TestKeys(Path folder, Map<String, KeyPair> pairs) {
        this.folder = folder;
        this.pairs = pairs;
    }

    /** Makes them, and writes them to a folder. */
    public static TestKeys in(Path folder) {
        try {
            TestKeys keys = new TestKeys(
                    folder,
                    Map.of(
                            "RS256",
                            rsa(2_048),
                            "ES256",
                            pair("EC", new ECGenParameterSpec("secp256r1")),
                            "EdDSA",
                            ed()));
            keys.writeSecret("hs", keys.secret);
            keys.write("rs", "RS256");
            keys.write("es", "ES256");
            keys.write("ed", "EdDSA");
            return keys;
        } catch (GeneralSecurityException | IOException error) {
            throw new AssertionError(error);
        }
    }

    /** The hub's configuration of them. */
    public String yaml() {
        return YAML.formatted(folder);
    }

    /** The same, read. */
    public AuthConfig config(String... more) {
        try {
            Path file = Files.writeString(folder.resolve("keys.yaml"), yaml() + String.join("\n", more));
            return HubConfig.load(file).auth();
        } catch (IOException error) {
            throw new AssertionError(error);
        }
    }

    /** The public half of a key, as others have it. */
    public PublicKey publicKey(String algorithm) {
        return pairs.get(algorithm).getPublic();
    }

    /** Puts another key of an algorithm into a file. */
    public TestKeys replace(String file, String algorithm) {
        TestKeys others = in(folder.resolveSibling(folder.getFileName() + "-others"));
        try {
            Files.copy(
                    others.folder.resolve(file),
                    folder.resolve(file),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            return others;
        } catch (IOException error) {
            throw new AssertionError(error);
        }
    }

    /** The bytes of a signature, as tokens have them. */
    public byte[] sign(String algorithm, byte[] what) {
        try {
            if (algorithm.equals("HS256")) {
                return hmac(secret, what);
            }
            PrivateKey key = pairs.get(algorithm).getPrivate();
            return switch (algorithm) {
                case "RS256" -> signature("SHA256withRSA", key, what);
                case "ES256" -> joined(signature("SHA256withECDSA", key, what));
                default -> signature("Ed25519", key, what);
            };
        } catch (GeneralSecurityException error) {
            throw new AssertionError(error);
        }
    }

    /** An HMAC with a key of the forger's choice. */
    public static byte[] hmac(byte[] key, byte[] what) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(what);
        } catch (GeneralSecurityException error) {
            throw new AssertionError(error);
        }
    }

    /** A pair for RSA. */
    public static KeyPair rsa(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    /** A signature as the JDK makes it. */
    public static byte[] signature(String name, PrivateKey key, byte[] what) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(name);
        signature.initSign(key);
        signature.update(what);
        return signature.sign();
    }

    private static KeyPair pair(String name, ECGenParameterSpec spec) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(name);
        generator.initialize(spec);
        return generator.generateKeyPair();
    }

    private static KeyPair ed() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    /** Two numbers in DER as tokens have them: 32 bytes each (RFC 7518, 3.4). */
    private static byte[] joined(byte[] der) {
        int first = der[3];
        byte[] joined = new byte[64];
        put(new BigInteger(Arrays.copyOfRange(der, 4, 4 + first)), joined, 32);
        put(new BigInteger(Arrays.copyOfRange(der, 6 + first, der.length)), joined, 64);
        return joined;
    }

    private static void put(BigInteger number, byte[] into, int end) {
        byte[] bytes = number.toByteArray();
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, into, end - length, length);
    }

    private void writeSecret(String file, byte[] bytes) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(file), bytes);
    }

    private void write(String file, String algorithm) throws IOException {
        KeyPair pair = pairs.get(algorithm);
        String pem = pem("PRIVATE KEY", pair.getPrivate().getEncoded())
                + pem("PUBLIC KEY", pair.getPublic().getEncoded());
        Files.writeString(folder.resolve(file), pem);
    }

    /** PEM of a key. */
    public static String pem(String kind, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
    }
}
