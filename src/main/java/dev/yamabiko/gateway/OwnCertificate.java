package dev.yamabiko.gateway;

import dev.yamabiko.config.HubConfig;
import dev.yamabiko.config.TlsConfig;
import dev.yamabiko.disk.OwnerFiles;
import io.netty.util.NetUtil;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that one node makes itself where none is configured: in its data folder, for the names that clients
 * may know it by. Stateless.
 */
final class OwnCertificate {

    private static final Logger LOG = LoggerFactory.getLogger(OwnCertificate.class);
    private static final Duration LEAST_LIFE = Duration.ofDays(30);

    private OwnCertificate() {}

    /** What is configured, or where its own is: made first if it is not there, ends soon, or is for other names. */
    static TlsConfig in(HubConfig config, Instant now, RandomGenerator random) {
        if (!config.tls().makesItsOwn()) {
            return config.tls();
        }
        Path certificate = Path.of(config.data(), "tls.crt");
        Path key = Path.of(config.data(), "tls.key");
        try {
            if (!isGood(certificate, key, told(config), now)) {
                SelfSigned fresh = SelfSigned.of(all(config), now, random);
                Files.deleteIfExists(certificate); // so that what is cut off between the two is made anew
                OwnerFiles.write(key, bytes(fresh.key()));
                OwnerFiles.write(certificate, bytes(fresh.certificate()));
                LOG.info("certificate made, for clients to trust file={} names={}", certificate, all(config));
            }
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
        return config.tls().with(false, certificate, key, null);
    }

    private static boolean isGood(Path certificate, Path key, Set<String> names, Instant now) throws IOException {
        if (!Files.exists(certificate) || !Files.exists(key)) {
            return false;
        }
        try {
            X509Certificate found = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(certificate)));
            Set<String> known = new TreeSet<>();
            found.getSubjectAlternativeNames().forEach(name -> known.add(String.valueOf(name.get(1))));
            return found.getNotAfter().toInstant().isAfter(now.plus(LEAST_LIFE)) && known.containsAll(names);
        } catch (CertificateException foreign) {
            return false;
        }
    }

    /** What clients are told to call it. */
    private static Set<String> told(HubConfig config) {
        Set<String> names = new TreeSet<>();
        String advertised = config.cluster().advertise();
        add(names, config.host());
        add(names, advertised.substring(0, Math.max(0, advertised.lastIndexOf(':'))));
        return names;
    }

    /** And what they may know of the machine. */
    private static Set<String> all(HubConfig config) throws IOException {
        Set<String> names = told(config);
        add(names, "localhost");
        add(names, NetUtil.LOCALHOST4.getHostAddress());
        add(names, NetUtil.LOCALHOST6.getHostAddress());
        InetAddress listening = NetUtil.createInetAddressFromIpAddressString(config.host());
        if (listening != null && listening.isAnyLocalAddress()) {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLinkLocalAddress())
                    .forEach(address -> add(names, address.getHostAddress()));
            add(names, machine());
        }
        return names;
    }

    private static byte[] bytes(String pem) {
        return pem.getBytes(StandardCharsets.US_ASCII);
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "";
        }
    }

    /** Addresses as certificates are read: in one way to write them, without the interface. */
    private static void add(Set<String> names, String name) {
        String bare = name.startsWith("[") ? name.substring(1, name.length() - 1) : name.replaceFirst("%.*", "");
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(bare);
        if (!bare.isEmpty() && (address == null || !address.isAnyLocalAddress())) {
            names.add(address == null ? bare : address.getHostAddress());
        }
    }
}
