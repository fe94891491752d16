package dev.yamabiko.gateway;

import dev.yamabiko.config.Http2Config;
import dev.yamabiko.stream.Gauges;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.transport.Transport;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Sockets that were accepted, and are no connections yet: handshakes of TLS under way, prefaces of HTTP/2 that have not
 * come. There is a bound for their number, beyond which the oldest is closed, so that they keep nobody out who comes to
 * the point; and one for their time. Vert.x knows nothing of a connection before that. Thread-safe.
 */
@Sharable
public final class Doorstep extends ChannelInboundHandlerAdapter {

    private static final long LOOK_MS = 500;

    private final int most;
    private final long longestNanos;
    private final LongAdder waiting;
    private final LongAdder givenUp;
    private final Map<Channel, Long> since = new LinkedHashMap<>();
    private @Nullable ScheduledFuture<?> looking;

    /** Nobody waits. */
    public Doorstep(Http2Config config, Gauges gauges) {
        this.most = config.maxHalfOpen();
        this.longestNanos = TimeUnit.SECONDS.toNanos(config.halfOpenSeconds());
        this.waiting = gauges.of("connections_half_open");
        this.givenUp = gauges.of("connections_half_open_closed");
    }

    /**
     * A transport for Vert.x whose HTTP servers have this in front of them. How a connection is read can be said here
     * alone: once Vert.x knows of it, it has been read for the first time.
     */
    public Transport transport() {
        NioTransport guarded = new NioTransport() {
            @Override
            public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
                super.configure(options, domainSocket, bootstrap);
                if (options instanceof HttpServerOptions) {
                    bootstrap.handler(Doorstep.this);
                    bootstrap.childOption(ChannelOption.RECVBUF_ALLOCATOR, new FairReads(System::nanoTime));
                }
            }
        };
        return new Transport() {
            @Override
            public String name() {
                return NIO.name();
            }

            @Override
            public boolean available() {
                return true;
            }

            @Override
            public @Nullable Throwable unavailabilityCause() {
                return null;
            }

            @Override
            public io.vertx.core.spi.transport.Transport implementation() {
                return guarded;
            }
        };
    }

    /** It is a connection now. */
    void passed(Channel socket) {
        remove(socket);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        looking = context.executor().scheduleAtFixedRate(this::closeDue, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (looking != null) {
            looking.cancel(false);
        }
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        if (accepted instanceof Channel socket) {
            add(socket);
            socket.closeFuture().addListener(closed -> remove(socket));
        }
        context.fireChannelRead(accepted);
    }

    private void add(Channel socket) {
        synchronized (since) {
            since.put(socket, System.nanoTime());
            waiting.increment();
        }
        closeDue();
    }

    private void remove(Channel socket) {
        synchronized (since) {
            if (since.remove(socket) != null) {
                waiting.decrement();
            }
        }
    }

    private void closeDue() {
        due(System.nanoTime()).forEach(socket -> {
            givenUp.increment();
            var unused = socket.close();
        });
    }

    /**
     * Those who are too many, or have been here too long, the oldest first. Netty complains of sockets that are closed
     * before they have an event loop: they go with the next one, or when it is looked for those who are late.
     */
    private List<Channel> due(long now) {
        List<Channel> due = new ArrayList<>();
        synchronized (since) {
            int excess = since.size() - most;
            Iterator<Map.Entry<Channel, Long>> oldest = since.entrySet().iterator();
            while (oldest.hasNext()) {
                Map.Entry<Channel, Long> next = oldest.next();
                if (excess-- <= 0 && now - next.getValue() < longestNanos) {
                    break;
                }
                if (next.getKey().isRegistered()) {
                    oldest.remove();
                    waiting.decrement();
                    due.add(next.getKey());
                }
            }
        }
        return due;
    }
}
