package dev.yamabiko.bench.load;

import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** CollectLogs and StreamLogs over {@link Http2Connection}: the load of the hub, and of whoever speaks its protocol. */
public final class GrpcLoad implements Load {

    private static final String COLLECT = "/datacollection.v1.DataCollectionService/CollectLogs";
    private static final String STREAM = "/log.v1.LogService/StreamLogs";
    private static final int PREFIX_BYTES = 5;
    private static final int PER_FRAME = Http2Frames.MAX_PAYLOAD_BYTES / (PREFIX_BYTES + Payload.BYTES);

    private final int readerPort;
    private final String[] metadata;
    private final List<Http2Connection> connections = new ArrayList<>();
    private final List<AtomicLong> received = new ArrayList<>();
    private final List<Latencies> latencies = new ArrayList<>();
    private final Chunk chunk = new Chunk(
            PER_FRAME,
            Http2Frames.HEADER_BYTES,
            ByteBuffer.allocate(PREFIX_BYTES).putInt(1, Payload.BYTES).array(),
            new byte[0]);
    private final Http2Connection writer;
    private long written;

    /** Clients of one server, whose calls all have some metadata: names and values. */
    public GrpcLoad(int port, String... metadata) {
        this(port, port, metadata);
    }

    /** Clients of two nodes of a cluster. */
    public GrpcLoad(int writerPort, int readerPort, String... metadata) {
        this.readerPort = readerPort;
        this.metadata = metadata;
        this.writer = new Http2Connection("writer", writerPort, true, metadata);
    }

    @Override
    public void follow(Follow follow) {
        List<Http2Connection> added = new ArrayList<>();
        ByteBuffer request = framed(following(follow.marked()));
        for (int i = 0; i < follow.connections(); i++) {
            Http2Connection connection = new Http2Connection("followers", readerPort, follow.reading(), metadata);
            AtomicLong together = new AtomicLong();
            Latencies times = follow.timed() ? Latencies.recorded() : Latencies.unwanted();
            for (int k = 0; k < follow.on(i); k++) {
                send(connection, STREAM, request, new GrpcFollower(new Tally(written, follow.step(), times), together));
            }
            received.add(together);
            latencies.add(times);
            added.add(connection);
        }
        connections.addAll(added);
        added.forEach(Http2Connection::settle);
    }

    /** Lets more followers read while something is done, and go away when it is. */
    public void meanwhile(Follow follow, Runnable action) {
        int before = connections.size();
        follow(follow);
        try {
            action.run();
        } finally {
            List<Http2Connection> visiting = connections.subList(before, connections.size());
            visiting.forEach(Http2Connection::close);
            visiting.clear();
            received.subList(before, received.size()).clear();
            latencies.subList(before, latencies.size()).clear();
        }
    }

    @Override
    public long received() {
        connections.forEach(Http2Connection::check);
        return received.stream().mapToLong(AtomicLong::getAcquire).sum();
    }

    @Override
    public void write(long records) {
        GrpcAnswer answer = new GrpcAnswer();
        int call = writer.open(COLLECT, answer);
        for (long left = records; left > 0; ) {
            int now = (int) Math.min(left, chunk.most());
            chunk.stampAll(now, written + 1);
            left -= now;
            written += now;
            writer.data(call, chunk.first(now), chunk.bodyBytes(now), left == 0);
        }
        requireStored(answer, records);
    }

    @Override
    public void writeAt(int perSecond, long records) {
        GrpcAnswer answer = new GrpcAnswer();
        int call = writer.open(COLLECT, answer);
        Pace pace = new Pace(perSecond);
        for (long left = records; left > 0; ) {
            int now = (int) Math.min(left, pace.await(chunk.most()));
            for (int i = 0; i < now; i++) {
                chunk.stamp(i, ++written, pace.next());
            }
            left -= now;
            writer.data(call, chunk.first(now), chunk.bodyBytes(now), left == 0);
        }
        requireStored(answer, records);
    }

    /** Reads all records written so far, on a connection of its own; returns how many there were. */
    public long replay() {
        try (Http2Connection connection = new Http2Connection("replay", readerPort, true, metadata)) {
            Tally tally = new Tally(0, 1, Latencies.unwanted());
            GrpcFollower follower = new GrpcFollower(tally, new AtomicLong());
            send(connection, STREAM, framed(stored()), follower);
            follower.awaitEnd(connection);
            return tally.records();
        }
    }

    @Override
    public Latencies takeLatencies() {
        Latencies all = Latencies.recorded();
        latencies.forEach(all::add);
        latencies.forEach(Latencies::reset);
        return all;
    }

    @Override
    public void close() {
        connections.forEach(Http2Connection::close);
        writer.close();
    }

    @Override
    public void skip(long records) {
        written += records;
    }

    private void requireStored(GrpcAnswer answer, long records) {
        int stored = answer.await(writer, LogCollectionResult.parser()).getIndexedCount();
        if (stored != records) {
            throw new IllegalStateException("write: " + stored + " stored (expected: " + records + ")");
        }
    }

    private static void send(Http2Connection connection, String path, ByteBuffer request, Http2Stream stream) {
        int call = connection.open(path, stream);
        connection.data(call, request, request.capacity() - Http2Frames.HEADER_BYTES, true);
    }

    private LogStreamRequest following(boolean marked) {
        LogStreamRequest.Builder request = LogStreamRequest.newBuilder()
                .setApplication(Payload.APPLICATION)
                .setFollow(true)
                .setResume(Resume.newBuilder().putAfter("logs/" + Payload.APPLICATION, written));
        return (marked ? request.addFilters(Payload.MARK) : request).build();
    }

    private static LogStreamRequest stored() {
        return LogStreamRequest.newBuilder().setApplication(Payload.APPLICATION).build();
    }

    private static ByteBuffer framed(LogStreamRequest message) {
        byte[] bytes = message.toByteArray();
        return ByteBuffer.allocate(Http2Frames.HEADER_BYTES + PREFIX_BYTES + bytes.length)
                .putInt(Http2Frames.HEADER_BYTES + 1, bytes.length)
                .put(Http2Frames.HEADER_BYTES + PREFIX_BYTES, bytes);
    }
}
