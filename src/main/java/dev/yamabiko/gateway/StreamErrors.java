package dev.yamabiko.gateway;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Exception;

/**
 * Keeps the failed write of one call from closing the connection of all: stands between the socket and Vert.x's HTTP/2
 * handler.
 *
 * <p>Vert.x writes trailers without a promise, behind an empty data frame, which waits for the next flush. Where a
 * reset comes in the meantime, the failure of that write goes through the pipeline, and Vert.x closes the connection on
 * whatever it catches there. The call is over; nobody needs to know. Errors in what a client sends do not come this
 * way. Stateless.
 */
@Sharable
final class StreamErrors extends ChannelInboundHandlerAdapter {

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
        if (!(error instanceof Http2Exception.StreamException)) {
            context.fireExceptionCaught(error);
        }
    }
}
