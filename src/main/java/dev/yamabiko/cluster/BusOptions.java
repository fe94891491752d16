package dev.yamabiko.cluster;

import dev.yamabiko.config.ClusterConfig;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** How the event buses of two nodes connect. Stateless. */
final class BusOptions {

    private static final int CONNECT_MS = 2_000;
    private static final int PING_MS = 2_000;
    private static final int PONG_MS = 2_000;

    /**
     * A connection over which nothing came for so long is dropped, whatever still waits to be sent: closing one in
     * order waits until the peer has taken that, and a peer that was cut off never does.
     */
    private static final int DEAD_MS = 6_000;

    private BusOptions() {}

    /** Listens on a port of the private interface; with certificates, both sides show theirs and check the other's. */
    static EventBusOptions of(ClusterConfig config, int port) {
        EventBusOptions options = new EventBusOptions()
                .setHost(config.host())
                .setPort(port)
                .setTrustAll(false)
                .setTcpKeepAlive(true)
                .setConnectTimeout(CONNECT_MS)
                .setClusterPingInterval(PING_MS)
                .setClusterPingReplyInterval(PONG_MS)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setReadIdleTimeout(DEAD_MS);
        if (config.tls().enabled()) {
            options.setSsl(true)
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                    .setSslHandshakeTimeout(CONNECT_MS)
                    .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                    .setClientAuth(ClientAuth.REQUIRED)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(config.tls().certificate())
                            .setKeyPath(config.tls().key()))
                    .setTrustOptions(
                            new PemTrustOptions().addCertPath(config.tls().authorities()));
        }
        return options;
    }
}
