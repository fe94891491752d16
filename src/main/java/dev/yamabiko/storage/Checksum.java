package dev.yamabiko.storage;

import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * CRC32C (RFC 3720) over a block: its bytes and what they are said to be, so that neither a damaged block nor one in
 * another's place passes. Stateless.
 */
final class Checksum {

    private static final int INFO_BYTES = 5 * Long.BYTES;

    private Checksum() {}

    static long of(Topic topic, BlockInfo info, byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(topic.name().getBytes(StandardCharsets.UTF_8));
        crc.update(ByteBuffer.allocate(INFO_BYTES)
                .putLong(info.first())
                .putLong(info.count())
                .putLong(info.minTime())
                .putLong(info.maxTime())
                .putLong(info.appendedAt())
                .flip());
        crc.update(bytes);
        return crc.getValue();
    }
}
