package dev.yamabiko.bench.load;

import com.google.protobuf.WireFormat;
import dev.yamabiko.proto.file.v1.FileChunk;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.ByteBuffer;

/**
 * The response of a DownloadFile call: FileChunk messages, walked byte by byte up to their data, which is taken where
 * it lies. Used by its connection's thread; its end is awaited by another.
 */
final class GrpcChunks implements Http2Stream {

    private static final int PREFIX_BYTES = 5;

    private final FileSink sink;
    private final StreamEnd end = StreamEnd.grpc();
    private final StringBuilder checksum = new StringBuilder();
    private int prefixRead;
    private int messageLeft;
    private int fieldLeft;
    private int tag;
    private long value;
    private int shift;

    GrpcChunks(FileSink sink) {
        this.sink = sink;
    }

    @Override
    public void data(ByteBuffer in, int from, int to, long now) {
        for (int at = from; at < to; ) {
            if (fieldLeft > 0) {
                int bytes = Math.min(fieldLeft, to - at);
                field(in, at, at + bytes);
                fieldLeft -= bytes;
                messageLeft -= bytes;
                at += bytes;
            } else if (prefixRead < PREFIX_BYTES) {
                prefix(in.get(at++));
            } else {
                messageLeft--;
                varint(in.get(at++));
            }
            if (prefixRead == PREFIX_BYTES && messageLeft == 0) {
                prefixRead = 0;
            }
        }
    }

    @Override
    public void headers(Http2Headers headers) {
        end.headers(headers);
    }

    @Override
    public void ended() {
        end.ended();
    }

    /** Waits for its end; throws unless all is there. */
    void await(Http2Connection connection) {
        end.await(connection);
        sink.end(checksum.toString());
    }

    private void prefix(byte one) {
        messageLeft = prefixRead == 0 ? 0 : messageLeft << 8 | (one & 0xFF);
        prefixRead++;
    }

    private void varint(byte one) {
        value |= (one & 0x7FL) << shift;
        shift += 7;
        if (one >= 0) {
            number(value);
            value = 0;
            shift = 0;
        }
    }

    /** A tag, or what comes behind it: a number or a length. */
    private void number(long number) {
        if (tag == 0) {
            tag = (int) number;
        } else if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            fieldLeft = (int) number;
            tag = fieldLeft == 0 ? 0 : tag;
        } else {
            if (WireFormat.getTagFieldNumber(tag) == FileChunk.OFFSET_FIELD_NUMBER && number != sink.position()) {
                throw new IllegalStateException("offset: " + number + " (expected: " + sink.position() + ")");
            }
            tag = 0;
        }
    }

    private void field(ByteBuffer in, int from, int to) {
        int field = WireFormat.getTagFieldNumber(tag);
        if (field == FileChunk.DATA_FIELD_NUMBER) {
            sink.take(in, from, to);
        } else if (field == FileChunk.CHECKSUM_FIELD_NUMBER) {
            for (int at = from; at < to; at++) {
                checksum.append((char) in.get(at));
            }
        }
        if (to - from == fieldLeft) {
            tag = 0;
        }
    }
}
