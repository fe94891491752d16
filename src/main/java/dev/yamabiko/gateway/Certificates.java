package dev.yamabiko.gateway;

import dev.yamabiko.config.ConfigException;
import dev.yamabiko.config.TlsConfig;
import dev.yamabiko.stream.Gauges;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node shows to clients, and whose certificates it takes: read from the files of {@code tls}, and again whenever
 * these change. New connections see the new ones; those that are open stay. Files that cannot be used change nothing.
 * Thread-safe.
 */
public final class Certificates {

    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    /** TLS 1.3 (RFC 8446), and of TLS 1.2 what HTTP/2 leaves (RFC 9113, appendix A): forward secret, authenticated. */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final Vertx vertx;
    private final TlsConfig tls;
    private final Clock clock;
    private final LongAdder loaded;
    private final LongAdder refusals;
    private @Nullable CertificateFiles shown;
    private @Nullable HttpServer server;
    private String refused = "";

    /** Nothing is read yet. */
    public Certificates(Vertx vertx, TlsConfig tls, Gauges gauges, Clock clock) {
        this.vertx = vertx;
        this.tls = tls;
        this.clock = clock;
        this.loaded = gauges.of("tls_certificates_loaded");
        this.refusals = gauges.of("tls_certificate_refused");
    }

    /** Reads them for the first time; fails if they cannot be used. */
    public Future<Void> open() {
        if (!tls.enabled()) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> {
            CertificateFiles files = CertificateFiles.read(tls);
            files.check(vertx, clock.instant());
            accept(files);
            return null;
        });
    }

    /** The same options, for connections that are encrypted if they are to be. */
    synchronized HttpServerOptions secure(HttpServerOptions options) {
        return shown == null ? options : secure(options, shown);
    }

    private HttpServerOptions secure(HttpServerOptions options, CertificateFiles files) {
        options.setSsl(true)
                .setUseAlpn(true)
                .setSslEngineOptions(new JdkSSLEngineOptions().setUseWorkerThread(true))
                .setKeyCertOptions(files.identity())
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
        CIPHERS.forEach(options::addEnabledCipherSuite);
        if (files.authorities() != null) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(files.authorities()))
                    .setClientAuth(tls.identifiesClients() ? ClientAuth.REQUIRED : ClientAuth.REQUEST);
        }
        return options;
    }

    /** Keeps up to date what a server shows; all servers of a port are one. */
    synchronized void follow(HttpServer listening) {
        if (shown != null && server == null) {
            server = listening;
            vertx.setPeriodic(tls.reloadSeconds() * 1_000L, id -> look());
        }
    }

    private void look() {
        vertx.<@Nullable CertificateFiles>executeBlocking(this::changed)
                .compose(files -> files == null ? Future.succeededFuture() : show(files))
                .onFailure(this::refuse);
    }

    /** What the files hold now, if that is something else and can be used. */
    private @Nullable CertificateFiles changed() {
        CertificateFiles files = CertificateFiles.read(tls);
        if (isShown(files)) {
            refuse(null);
            return null;
        }
        files.check(vertx, clock.instant());
        return files;
    }

    private synchronized boolean isShown(CertificateFiles files) {
        return files.equals(shown);
    }

    private synchronized Future<Void> show(CertificateFiles files) {
        HttpServer showing = server;
        if (showing == null) {
            return Future.succeededFuture();
        }
        ServerSSLOptions options = secure(new HttpServerOptions(), files).getSslOptions();
        return showing.updateSSLOptions(options, true).map(updated -> {
            accept(files);
            return null;
        });
    }

    private synchronized void accept(CertificateFiles files) {
        shown = files;
        loaded.increment();
        refuse(null);
        LOG.info("certificate loaded file={} expires={}", tls.certificate(), files.expiry());
    }

    private static String said(Throwable error) {
        return String.valueOf(error.getMessage());
    }

    /** Says why what the files hold is not shown, once; null: it is shown. */
    private synchronized void refuse(@Nullable Throwable error) {
        String why = error == null ? "" : error instanceof ConfigException ? said(error) : error.toString();
        if (!why.isEmpty() && !why.equals(refused)) {
            LOG.warn("certificate refused, the one before stays why=\"{}\"", why);
        }
        refusals.add((why.isEmpty() ? 0 : 1) - (refused.isEmpty() ? 0 : 1));
        refused = why;
    }
}
