package dev.yamabiko.support;

import dev.yamabiko.config.ClusterConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate that is its own authority, with its key, as PEM files; made by the JDK's keytool. Immutable.
 *
 * @param certificate file with the certificate
 * @param key file with the private key
 */
public record Certificate(Path certificate, Path key) {

    private static final String PASSWORD = "changeit";

    /** Makes one of that name, for this machine; {@code more}: further arguments of keytool. */
    public static Certificate make(Path folder, String name, String... more)
            throws IOException, GeneralSecurityException {
        Path store = folder.resolve(name + ".p12");
        keytool(name, store, more);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        byte[] key = keys.getKey(name, PASSWORD.toCharArray()).getEncoded();
        return new Certificate(
                pem(
                        folder.resolve(name + ".crt"),
                        "CERTIFICATE",
                        keys.getCertificate(name).getEncoded()),
                pem(folder.resolve(name + ".key"), "PRIVATE KEY", key));
    }

    /** What a node is configured with that shows this one, and trusts who shows the other one. */
    public ClusterConfig.Tls trusting(Certificate authority) {
        return new ClusterConfig.Tls(certificate.toString(), key.toString(), authority.certificate.toString());
    }

    /** Its files get the contents of another one, one after the other, as whoever renews certificates does it. */
    public void replace(Certificate other) throws IOException {
        replace(key, other.key);
        replace(certificate, other.certificate);
    }

    private static void replace(Path to, Path from) throws IOException {
        Path beside =
                Files.copy(from, to.resolveSibling(to.getFileName() + ".new"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void keytool(String name, Path store, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-ext",
                "SAN=ip:127.0.0.1,dns:localhost",
                "-keystore",
                store.toString()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError("keytool: failed");
            }
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new AssertionError("keytool: interrupted", error);
        }
    }

    private static Path pem(Path file, String kind, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }
}
