package dev.yamabiko.cli.client;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.NotSslRecordException;
import io.vertx.core.http.HttpClosedException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What went wrong with a connection, in words for a person. Stateless. */
final class Failure {

    private Failure() {}

    /** How a call ended for which there was no connection. {@code encrypted}: as this side would have it. */
    static Ending unreached(ServerAddress server, Throwable error, boolean encrypted) {
        SSLException refused = caused(error, SSLException.class);
        if (refused != null) {
            return new Ending.Foreign(encryption(server, refused));
        }
        String hint = isClosed(error) && !encrypted ? " (expected where it encrypts: --ca, or https://)" : "";
        return isForeign(error) ? foreign(server) : new Ending.Unreached(text(server, error) + hint);
    }

    /** How a call ended that got no answer. In TLS 1.3, this is when a client hears that its certificate is refused. */
    static Ending lost(ServerAddress server, Throwable error) {
        SSLException refused = caused(error, SSLException.class);
        if (refused != null) {
            return new Ending.Foreign(encryption(server, refused));
        }
        return isForeign(error) ? foreign(server) : new Ending.Lost(text(server, error));
    }

    /** Another protocol, or HTTP/2 without gRPC on it, which Vert.x has no exception of its own for. */
    private static boolean isForeign(Throwable error) {
        return error instanceof Http2Exception
                || error.getCause() instanceof Http2Exception
                || String.valueOf(error.getMessage()).contains("HTTP response");
    }

    private static Ending foreign(ServerAddress server) {
        return new Ending.Foreign(server + " answers, but not as a hub does (expected: gRPC over HTTP/2)");
    }

    private static String encryption(ServerAddress server, SSLException error) {
        if (caused(error, NotSslRecordException.class) != null) {
            return server + " does not encrypt (expected: --server without https://, --ca and --cert)";
        }
        if (caused(error, CertPathBuilderException.class) != null) {
            return "the certificate of " + server + " is not trusted (expected: one that --ca, or Java, knows)";
        }
        CertificateException untrusted = caused(error, CertificateException.class);
        return untrusted == null
                ? server + " and this client could not agree on how to encrypt: " + cause(error)
                : "the certificate of " + server + " is not trusted: " + cause(untrusted);
    }

    private static <E extends Throwable> @Nullable E caused(Throwable error, Class<E> kind) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return kind.cast(cause);
            }
        }
        return null;
    }

    /** What happened. */
    static String text(ServerAddress server, Throwable error) {
        if (error instanceof UnknownHostException || error instanceof UnresolvedAddressException) {
            return "cannot reach " + server + ": unknown host " + server.host();
        }
        if (error instanceof ConnectTimeoutException) {
            return "cannot reach " + server + ": no answer to the attempt to connect";
        }
        if (error instanceof NoRouteToHostException) {
            return "cannot reach " + server + ": no route to host";
        }
        if (error instanceof ConnectException) {
            return "cannot reach " + server + ": " + cause(error);
        }
        return isClosed(error)
                ? server + " closed the connection"
                : "connection to " + server + " broke: " + cause(error);
    }

    private static boolean isClosed(Throwable error) {
        return error instanceof HttpClosedException
                || error instanceof ClosedChannelException
                || "Connection was closed".equals(error.getMessage());
    }

    /** Netty adds the address to the words of the system: {@code Connection refused: /127.0.0.1:8080}. */
    private static String cause(Throwable error) {
        String said = error.getMessage();
        if (said == null) {
            return error.getClass().getSimpleName();
        }
        String words = before(before(said, ": /"), ": localhost/");
        return words.isEmpty() ? said : words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1);
    }

    private static String before(String said, String mark) {
        int end = said.indexOf(mark);
        return end < 0 ? said : said.substring(0, end);
    }
}
