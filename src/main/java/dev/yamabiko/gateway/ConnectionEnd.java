package dev.yamabiko.gateway;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;

/**
 * What is done once a connection is lost: its calls end, and then an action runs. Stands between the socket and
 * Vert.x's HTTP/2 handler. Used on the event loop of its connection only.
 *
 * <p>Vert.x says so, too, but not always: where bytes are left that are an error of the connection, and a call is there
 * that Netty has answered by itself because its headers were too large, Vert.x fails in the middle, and neither the
 * other calls nor whoever counts the connections hear of it.
 */
final class ConnectionEnd extends ChannelInboundHandlerAdapter {

    private final Runnable action;

    ConnectionEnd(Runnable action) {
        this.action = action;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        context.fireChannelInactive();
        Http2ConnectionHandler http2 = context.pipeline().get(Http2ConnectionHandler.class);
        if (http2 != null) {
            var unused = http2.connection().close(context.voidPromise());
        }
        action.run();
    }
}
