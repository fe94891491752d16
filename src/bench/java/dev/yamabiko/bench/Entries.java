package dev.yamabiko.bench;

import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import io.vertx.core.buffer.Buffer;

/** What is sent: log entries of one encoded size, framed. */
final class Entries {

    static final String APPLICATION = "bench";

    /** Encoded size of one entry, as the client sends it. */
    static final int ENTRY_BYTES = 180;

    private Entries() {}

    /** So many entries, ready for the wire. */
    static Buffer framed(int count) {
        byte[] entry = entry();
        Buffer frames = Buffer.buffer(count * (entry.length + 5));
        for (int i = 0; i < count; i++) {
            frames.appendByte((byte) 0).appendInt(entry.length).appendBytes(entry);
        }
        return frames;
    }

    /** The request of a follower who wants new entries only, from offset {@code after} on. */
    static Buffer follow(long after) {
        byte[] request = LogStreamRequest.newBuilder()
                .setApplication(APPLICATION)
                .setFollow(true)
                .setResume(Resume.newBuilder().putAfter("logs/" + APPLICATION, after))
                .build()
                .toByteArray();
        return Buffer.buffer().appendByte((byte) 0).appendInt(request.length).appendBytes(request);
    }

    private static byte[] entry() {
        LogEntry.Builder entry = LogEntry.newBuilder()
                .setTimestamp(1_700_000_000_000L)
                .setLevel("INFO")
                .setApplication(APPLICATION);
        int rest = ENTRY_BYTES - entry.build().getSerializedSize() - 3;
        return entry.setMessage("x".repeat(rest)).build().toByteArray();
    }
}
