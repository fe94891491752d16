package dev.yamabiko.gateway;

import dev.yamabiko.config.ConfigException;
import dev.yamabiko.config.TlsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * What the files of {@code tls} held when they were read. Immutable; equal if they held the same. Reading and checking
 * wait for the disk.
 *
 * @param chain the node's certificate, and those that vouch for it
 * @param key its private key
 * @param authorities who vouches for clients; null: nobody needs to
 */
record CertificateFiles(Buffer chain, Buffer key, @Nullable Buffer authorities) {

    private static final byte[] ANYTHING = {1, 2, 3, 4};

    /** Reads them; fails with what is wrong with a file that cannot be read. */
    static CertificateFiles read(TlsConfig tls) {
        Buffer chain = read("tls.certificate", tls.certificate());
        Buffer key = read("tls.key", tls.key());
        String authorities = tls.clientAuthorities();
        return new CertificateFiles(
                chain, key, authorities.isEmpty() ? null : read("tls.client-authorities", authorities));
    }

    /**
     * Refuses what no client could make a connection with.
     *
     * @throws ConfigException naming the file and what is wrong with it
     */
    void check(Vertx vertx, Instant now) {
        X509Certificate certificate = certificate();
        if (!expiry().isAfter(now)) {
            throw wrong("tls.certificate", "expired " + expiry(), "one that is still good");
        }
        if (!matches(privateKey(vertx, certificate), certificate.getPublicKey())) {
            throw wrong("tls.key", "of another certificate", "the private key of tls.certificate");
        }
        checkAuthorities(vertx);
    }

    /** Until when the certificate is good. */
    Instant expiry() {
        return certificate().getNotAfter().toInstant();
    }

    PemKeyCertOptions identity() {
        return new PemKeyCertOptions().addCertValue(chain).addKeyValue(key);
    }

    private X509Certificate certificate() {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(chain.getBytes()))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .findFirst()
                    .orElseThrow(() -> wrong("tls.certificate", "none in the file", "PEM certificates"));
        } catch (GeneralSecurityException foreign) {
            throw wrong("tls.certificate", "not readable", "PEM certificates");
        }
    }

    private @Nullable PrivateKey privateKey(Vertx vertx, X509Certificate certificate) {
        try {
            KeyManager[] managers = identity().getKeyManagerFactory(vertx).getKeyManagers();
            String type = certificate.getPublicKey().getAlgorithm();
            for (KeyManager manager : managers) {
                if (manager instanceof X509KeyManager keys) {
                    return Stream.ofNullable(keys.getServerAliases(type, null))
                            .flatMap(Stream::of)
                            .map(keys::getPrivateKey)
                            .findFirst()
                            .orElse(null);
                }
            }
            return null;
        } catch (Exception foreign) { // whatever Vert.x makes of a file that is no key
            throw wrong("tls.key", "not readable", "a PEM private key, not encrypted");
        }
    }

    private void checkAuthorities(Vertx vertx) {
        if (authorities == null) {
            return;
        }
        try {
            new PemTrustOptions()
                    .addCertValue(authorities)
                    .getTrustManagerFactory(vertx)
                    .getTrustManagers();
        } catch (Exception foreign) { // likewise
            throw wrong("tls.client-authorities", "not readable", "PEM certificates");
        }
    }

    private static boolean matches(@Nullable PrivateKey key, PublicKey certified) {
        if (key == null) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(
                    switch (certified.getAlgorithm()) {
                        case "EC" -> "SHA256withECDSA";
                        case "RSA" -> "SHA256withRSA";
                        default -> certified.getAlgorithm();
                    });
            signature.initSign(key);
            signature.update(ANYTHING);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(ANYTHING);
            return signature.verify(signed);
        } catch (GeneralSecurityException others) {
            return false;
        }
    }

    private static Buffer read(String name, String file) {
        try {
            return Buffer.buffer(Files.readAllBytes(Path.of(file)));
        } catch (IOException error) {
            throw wrong(name, file, "a readable file");
        }
    }

    private static ConfigException wrong(String name, String value, String rule) {
        return new ConfigException(name + ": " + value + " (expected: " + rule + ")");
    }
}
