package dev.yamabiko.gateway;

import dev.yamabiko.support.Certificate;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** TLS as clients speak it that were written by others: the JDK's sockets, and grpc-java. Stateless. */
public final class TlsClient {

    private TlsClient() {}

    /** A handshake done with a version, or with one cipher suite alone; whoever answers is trusted. */
    static SSLSocket handshake(int port, String protocol, String... suites) throws Exception {
        SSLSocket socket = (SSLSocket) trusting().getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {protocol});
        parameters.setApplicationProtocols(new String[] {"h2"});
        if (suites.length > 0) {
            parameters.setCipherSuites(suites);
        }
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
        return socket;
    }

    /** What a client says first: enough for the hub to compute its answer. */
    static byte[] hello() throws Exception {
        SSLEngine engine = trusting().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        engine.setSSLParameters(parameters);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }

    private static SSLContext trusting() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
        return context;
    }

    /** The certificate that a hub shows to a new connection. */
    public static X509Certificate shown(int port) throws Exception {
        try (SSLSocket socket = handshake(port, "TLSv1.3")) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    /** grpc-java's channel, which trusts one certificate. */
    public static ManagedChannel channel(int port, Certificate trusted) throws IOException {
        return channel(
                port,
                TlsChannelCredentials.newBuilder()
                        .trustManager(trusted.certificate().toFile()));
    }

    /** The same, showing another one. */
    static ManagedChannel channel(int port, Certificate trusted, Certificate own) throws IOException {
        return channel(
                port,
                TlsChannelCredentials.newBuilder()
                        .trustManager(trusted.certificate().toFile())
                        .keyManager(own.certificate().toFile(), own.key().toFile()));
    }

    private static ManagedChannel channel(int port, TlsChannelCredentials.Builder credentials) {
        return Grpc.newChannelBuilder("127.0.0.1:" + port, credentials.build()).build();
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {
            // the hub is not asked for
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {
            // whoever it is
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
