package dev.yamabiko.gateway;

import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection. Immutable; worked out once for each connection.
 *
 * @param address without the port
 * @param subject of its certificate, as RFC 2253 writes it; null: it has shown none
 */
record Peer(String address, @Nullable String subject) {

    private static final AttributeKey<Peer> KEY = AttributeKey.valueOf(Peer.class, "peer");

    /** The peer of a connection. On its event loop. */
    static Peer of(HttpConnection connection) {
        Attribute<Peer> known =
                ((ConnectionBase) connection).channelHandlerContext().channel().attr(KEY);
        Peer peer = known.get();
        if (peer == null) {
            peer = new Peer(connection.remoteAddress().hostAddress(), subject(connection));
            known.set(peer);
        }
        return peer;
    }

    /** TLS has checked it by now, against {@code tls.client-authorities}. */
    private static @Nullable String subject(HttpConnection connection) {
        if (!connection.isSsl()) {
            return null;
        }
        try {
            return connection.sslSession().getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? certificate.getSubjectX500Principal().getName()
                    : null;
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }
}
