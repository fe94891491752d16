package dev.yamabiko.bench.load;

import dev.yamabiko.bench.server.ServerProcess;

/** Followers of a null server, which is told on its standard input to send. */
public final class NullLoad implements Load {

    private final ServerProcess server;
    private final Load followers;

    /** Followers of a server that speaks their protocol. */
    public NullLoad(ServerProcess server, Load followers) {
        this.server = server;
        this.followers = followers;
    }

    @Override
    public void follow(Follow follow) {
        followers.follow(follow);
    }

    @Override
    public long received() {
        return followers.received();
    }

    @Override
    public void write(long records) {
        server.tell(Long.toString(records));
        followers.skip(records);
    }

    @Override
    public void writeAt(int perSecond, long records) {
        throw new UnsupportedOperationException("null server: sends as fast as it can");
    }

    @Override
    public void skip(long records) {
        followers.skip(records);
    }

    @Override
    public Latencies takeLatencies() {
        return followers.takeLatencies();
    }

    @Override
    public void close() {
        followers.close();
    }
}
