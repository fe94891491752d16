package dev.yamabiko.chaos.rig;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.yamabiko.proto.log.v1.LogEntry;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;

/** Reads entries as {@link Line}s, at a fraction of the cost of building them. Stateless. */
final class LineMarshaller implements MethodDescriptor.Marshaller<Line> {

    @Override
    public InputStream stream(Line line) {
        throw new UnsupportedOperationException("lines are read only");
    }

    @Override
    public Line parse(InputStream stream) {
        try {
            return new Parse(CodedInputStream.newInstance(stream.readAllBytes())).line();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** One entry being read. */
    private static final class Parse {
        private final CodedInputStream in;
        private long timestamp;
        private long lineNumber;
        private long offset;
        private long skipped;
        private boolean heartbeat;
        private byte[] message = new byte[0];

        Parse(CodedInputStream in) {
            this.in = in;
        }

        Line line() throws IOException {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case LogEntry.TIMESTAMP_FIELD_NUMBER -> timestamp = in.readInt64();
                    case LogEntry.MESSAGE_FIELD_NUMBER -> message = in.readByteArray();
                    case LogEntry.LINE_NUMBER_FIELD_NUMBER -> lineNumber = in.readInt64();
                    case LogEntry.OFFSET_FIELD_NUMBER -> offset = in.readInt64();
                    case LogEntry.HEARTBEAT_FIELD_NUMBER -> heartbeat = in.readBool();
                    case LogEntry.SKIPPED_FIELD_NUMBER -> skipped = in.readInt64();
                    default -> in.skipField(tag);
                }
            }
            return heartbeat ? new Line(offset, 0, 0, true, true, skipped) : entry();
        }

        private Line entry() {
            int slash = 0;
            long writer = 0;
            while (slash < message.length && message[slash] != '/') {
                writer = writer * 10 + message[slash++] - '0';
            }
            int space = slash + 1;
            long number = 0;
            while (space < message.length && message[space] != ' ') {
                number = number * 10 + message[space++] - '0';
            }
            boolean intact = writer == lineNumber && timestamp == Entries.EPOCH_MS + number && sumHolds();
            return new Line(offset, (int) writer, number, intact, false, 0);
        }

        private boolean sumHolds() {
            int summed = message.length - Entries.CRC_DIGITS;
            if (summed < 0) {
                return false;
            }
            CRC32 crc = new CRC32();
            crc.update(message, 0, summed);
            long said = 0;
            for (int at = summed; at < message.length; at++) {
                said = (said << 4) | Character.digit(message[at], 16);
            }
            return said == crc.getValue();
        }
    }
}
