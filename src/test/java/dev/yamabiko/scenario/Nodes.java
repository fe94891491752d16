package dev.yamabiko.scenario;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.random.RandomGenerator;

/** The nodes a scenario runs on: each call goes to any of them. One thread. */
final class Nodes implements AutoCloseable {

    private final List<ManagedChannel> channels;
    private final RandomGenerator random;

    /** {@code addresses}: {@code host:port} of each. */
    Nodes(List<String> addresses, RandomGenerator random) {
        this.channels = addresses.stream()
                .map(address -> NettyChannelBuilder.forTarget("dns:///" + address)
                        .usePlaintext()
                        .build())
                .toList();
        this.random = random;
    }

    /** Where the next call goes. */
    ManagedChannel any() {
        return channels.get(random.nextInt(channels.size()));
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
