package dev.yamabiko.bench.server;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.log.v1.LogEntry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Passes log entries to the consumers of this process as they are, and to those of other nodes encoded. Stateless. */
final class EntryCodec implements MessageCodec<LogEntry, LogEntry> {

    static final String NAME = "entry";

    @Override
    public void encodeToWire(Buffer out, LogEntry entry) {
        byte[] bytes = entry.toByteArray();
        out.appendInt(bytes.length).appendBytes(bytes);
    }

    @Override
    public LogEntry decodeFromWire(int at, Buffer in) {
        int from = at + Integer.BYTES;
        try {
            return LogEntry.parseFrom(in.getBytes(from, from + in.getInt(at)));
        } catch (InvalidProtocolBufferException error) {
            throw new IllegalStateException(error);
        }
    }

    @Override
    public LogEntry transform(LogEntry entry) {
        return entry;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
