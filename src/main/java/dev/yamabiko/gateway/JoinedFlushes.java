package dev.yamabiko.gateway;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Joins the flushes of one event-loop turn, over all streams of a connection, so that their writes leave as few full
 * frames. Vert.x flushes after every write that does not answer a read. It stands behind the HTTP/2 codec, as seen from
 * the socket.
 *
 * <p>Unlike its parent it does not flush at once when the socket is full. That happens in the middle of writing a
 * frame; the flush would complete earlier writes, whose streams would write again, into the very frame that is being
 * written. Netty's flow controller then counts bytes that no frame has, and its event loop never ends. The flush comes
 * in the same turn anyway.
 */
public final class JoinedFlushes extends FlushConsolidationHandler {

    /** Writes that go out as one flush at most. */
    private static final int WRITES_PER_FLUSH = 256;

    private static final String NAME = "joined-flushes";

    private JoinedFlushes() {
        super(WRITES_PER_FLUSH, true);
    }

    /** Joins the flushes of a connection from now on; false if they are joined already. On its event loop only. */
    public static boolean join(HttpConnection connection) {
        ChannelPipeline pipeline =
                ((ConnectionBase) connection).channelHandlerContext().pipeline();
        if (pipeline.get(NAME) != null) {
            return false;
        }
        pipeline.addLast(NAME, new JoinedFlushes());
        return true;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.fireChannelWritabilityChanged();
    }
}
