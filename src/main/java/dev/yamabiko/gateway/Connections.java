package dev.yamabiko.gateway;

import dev.yamabiko.config.Http2Config;
import dev.yamabiko.gateway.limit.LimitExceeded;
import dev.yamabiko.gateway.limit.Pass;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;

/** How the connections of a gateway are set up and kept alive. Used on one event loop. */
final class Connections {

    private static final ChannelHandler STREAM_ERRORS = new StreamErrors();

    /**
     * Bytes of a connection that may wait for its socket before its streams wait. Netty's flow controller gives each
     * stream that has something to send an equal part of it at a time: with Netty's own 64 KiB, 25 streams sent frames
     * of 2.6 KB, and a fan-out to 100 took nearly twice the processor time (134 to 78 ns a record).
     */
    private static final WriteBufferWaterMark SOCKET_BYTES = new WriteBufferWaterMark(1 << 20, 2 << 20);

    /** RFC 9113, 7. */
    private static final long ENHANCE_YOUR_CALM = 11;

    private final Vertx vertx;
    private final Http2Config http2;
    private final Doors doors;
    private final CallGauges gauges;

    Connections(Vertx vertx, Http2Config http2, Doors doors, CallGauges gauges) {
        this.vertx = vertx;
        this.http2 = http2;
        this.doors = doors;
        this.gauges = gauges;
    }

    /** The settings of a server. */
    HttpServerOptions options() {
        return doors.certificates()
                .secure(new HttpServerOptions()
                        .setInitialSettings(new Http2Settings()
                                .setMaxConcurrentStreams(http2.maxConcurrentStreams())
                                .setInitialWindowSize(http2.streamWindowBytes())
                                .setMaxHeaderListSize(http2.maxHeaderBytes()))
                        .setHttp2ConnectionWindowSize(http2.connectionWindowBytes())
                        .setHttp2RstFloodMaxRstFramePerWindow(http2.maxResetsPer30Seconds())
                        .setHttp2RstFloodWindowDuration(30)
                        .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setReadIdleTimeout(silenceSeconds())
                        .setIdleTimeoutUnit(TimeUnit.SECONDS)
                        .setSslHandshakeTimeout(http2.halfOpenSeconds())
                        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                        .setTcpNoDelay(true)
                        .setReuseAddress(true));
    }

    /** Takes a new connection. */
    void open(HttpConnection connection) {
        gauges.connections().increment();
        ChannelPipeline pipeline =
                ((ConnectionBase) connection).channelHandlerContext().pipeline();
        doors.doorstep().passed(pipeline.channel());
        onEnd(pipeline, gauges.connections()::decrement);
        if (gauges.connections().sum() > http2.maxConnections()) {
            connection.close();
            return;
        }
        Pass pass;
        try {
            Peer peer = Peer.of(connection);
            pass = doors.limits().connect(peer.address(), peer.subject());
        } catch (LimitExceeded tooMany) {
            refuse(connection);
            return;
        }
        JoinedFlushes.join(connection);
        LostWrites.ignore(pipeline);
        pipeline.addFirst("stream-errors", STREAM_ERRORS);
        pipeline.channel().config().setWriteBufferWaterMark(SOCKET_BYTES);
        long keepalive = startKeepalive(connection);
        onEnd(pipeline, () -> {
            pass.close();
            vertx.cancelTimer(keepalive);
        });
    }

    private static void onEnd(ChannelPipeline pipeline, Runnable action) {
        pipeline.addFirst(new ConnectionEnd(action));
    }

    private static void refuse(HttpConnection connection) {
        if (isHttp2(connection)) {
            connection.goAway(ENHANCE_YOUR_CALM);
        }
        connection.close();
    }

    /** HTTP/1.x knows neither windows nor PING nor GOAWAY. */
    private static boolean isHttp2(HttpConnection connection) {
        return connection.getWindowSize() >= 0;
    }

    /** How long a peer may send nothing at all: no request, no answer to a PING. */
    private int silenceSeconds() {
        return http2.keepaliveSeconds() == 0 ? 0 : http2.keepaliveSeconds() + http2.keepaliveTimeoutSeconds();
    }

    private long startKeepalive(HttpConnection connection) {
        if (http2.keepaliveSeconds() == 0 || !isHttp2(connection)) {
            return -1;
        }
        return vertx.setPeriodic(
                http2.keepaliveSeconds() * 1_000L,
                id -> connection
                        .ping(Buffer.buffer(Long.BYTES).appendLong(id))
                        .timeout(http2.keepaliveTimeoutSeconds(), TimeUnit.SECONDS)
                        .onFailure(error -> connection.close()));
    }
}
