package dev.yamabiko.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2LifecycleManager;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * Keeps writes that fail because their connection is lost from being errors of the connection once more: stands between
 * Netty's encoder and Vert.x. Used on the event loop of its connection only.
 *
 * <p>Each of them was told to every call that is open: whoever opens ten thousand, has as many answers on their way and
 * leaves, costs the event loop their product. That the connection is lost, its end says to each call, once.
 */
record LostWrites(Http2ConnectionHandler calls) implements Http2LifecycleManager {

    /** From now on, for a connection. */
    static void ignore(ChannelPipeline pipeline) {
        Http2ConnectionHandler calls = pipeline.get(Http2ConnectionHandler.class);
        if (calls != null) {
            calls.encoder().lifecycleManager(new LostWrites(calls));
        }
    }

    @Override
    public void onError(ChannelHandlerContext context, boolean outbound, Throwable cause) {
        if (context.channel().isActive()) {
            calls.onError(context, outbound, cause);
        }
    }

    @Override
    public void closeStreamLocal(Http2Stream stream, ChannelFuture future) {
        calls.closeStreamLocal(stream, future);
    }

    @Override
    public void closeStreamRemote(Http2Stream stream, ChannelFuture future) {
        calls.closeStreamRemote(stream, future);
    }

    @Override
    public void closeStream(Http2Stream stream, ChannelFuture future) {
        calls.closeStream(stream, future);
    }

    @Override
    public ChannelFuture resetStream(
            ChannelHandlerContext context, int streamId, long errorCode, ChannelPromise promise) {
        return calls.resetStream(context, streamId, errorCode, promise);
    }

    @Override
    public ChannelFuture goAway(
            ChannelHandlerContext context,
            int lastStreamId,
            long errorCode,
            ByteBuf debugData,
            ChannelPromise promise) {
        return calls.goAway(context, lastStreamId, errorCode, debugData, promise);
    }
}
