package dev.yamabiko.gateway;

import static dev.yamabiko.gateway.RawConnection.COLLECT_LOGS;
import static dev.yamabiko.gateway.RawConnection.STREAM_LOGS;

import dev.yamabiko.proto.log.v1.LogStreamRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Ways to abuse HTTP/2: what a connection says first, and what it then says again and again. */
enum Flood {
    /** Calls that are begun and reset at once (CVE-2023-44487). */
    RAPID_RESET(true) {
        @Override
        void again(RawSocket socket, int turn) throws IOException {
            socket.call(stream(turn), COLLECT_LOGS).frame(RawSocket.RST_STREAM, 0, stream(turn), CANCEL);
        }
    },
    /** Calls that the hub has to reset, because what follows is an error of the call (CVE-2025-55163). */
    MADE_YOU_RESET(true) {
        @Override
        void again(RawSocket socket, int turn) throws IOException {
            socket.call(stream(turn), COLLECT_LOGS).frame(RawSocket.WINDOW_UPDATE, 0, stream(turn), new byte[4]);
        }
    },
    /** Headers that never end, in frames without anything in them (CVE-2026-33871). */
    EMPTY_CONTINUATIONS(true) {
        @Override
        void begin(RawSocket socket) throws IOException {
            socket.frame(RawSocket.HEADERS, 0, 1, new byte[0]);
        }

        @Override
        void again(RawSocket socket, int turn) throws IOException {
            socket.frame(RawSocket.CONTINUATION, 0, 1, new byte[0]);
        }
    },
    /** The same in large frames. */
    LARGE_CONTINUATIONS(true) {
        @Override
        void begin(RawSocket socket) throws IOException {
            socket.frame(RawSocket.HEADERS, 0, 1, new byte[0]);
        }

        @Override
        void again(RawSocket socket, int turn) throws IOException {
            socket.frame(RawSocket.CONTINUATION, 0, 1, FIELD);
        }
    },
    /** PINGs, all of which have an answer (CVE-2019-9512). */
    PINGS(false) {
        @Override
        void again(RawSocket socket, int turn) throws IOException {
            socket.frame(RawSocket.PING, 0, 0, new byte[8]);
        }
    },
    /** Settings, which have one, too (CVE-2019-9515). */
    SETTINGS_FRAMES(false) {
        @Override
        void again(RawSocket socket, int turn) throws IOException {
            socket.frame(RawSocket.SETTINGS, 0, 0, new byte[0]);
        }
    },
    /** Data without any (CVE-2019-9518). */
    EMPTY_DATA(true) {
        @Override
        void begin(RawSocket socket) throws IOException {
            socket.call(1, COLLECT_LOGS);
        }

        @Override
        void again(RawSocket socket, int turn) throws IOException {
            socket.frame(RawSocket.DATA, 0, 1, new byte[0]);
        }
    },
    /** A message that comes byte by byte, and after it the next one. */
    SINGLE_BYTES(false) {
        @Override
        void begin(RawSocket socket) throws IOException {
            socket.call(1, COLLECT_LOGS);
        }

        @Override
        void again(RawSocket socket, int turn) throws IOException {
            socket.frame(RawSocket.DATA, 0, 1, new byte[1]);
        }
    },
    /** Large messages on many calls, of which a byte comes now and then. */
    SLOW_SENDERS(false) {
        @Override
        void begin(RawSocket socket) throws IOException {
            for (int i = 0; i < SLOW_STREAMS; i++) {
                socket.call(stream(i), COLLECT_LOGS).data(stream(i), false, MEGABYTE_BEGINS);
            }
        }

        @Override
        void again(RawSocket socket, int turn) throws IOException {
            socket.frame(RawSocket.DATA, 0, stream(turn % SLOW_STREAMS), new byte[1]);
        }
    },
    /** Headers of 10 KB that would be 40 MB: one field, named ten thousand times. */
    HEADER_BOMB(true) {
        @Override
        void again(RawSocket socket, int turn) throws IOException {
            socket.frame(RawSocket.HEADERS, RawSocket.END_HEADERS, stream(turn), BOMB);
        }
    },
    /** Room for one byte at a time. */
    TINY_WINDOWS(false) {
        @Override
        void begin(RawSocket socket) throws IOException {
            socket.frame(RawSocket.SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 1});
            byte[] request = GrpcFrames.plain(
                    LogStreamRequest.newBuilder().setFollow(true).build());
            for (int i = 0; i < STREAMS; i++) {
                socket.call(stream(i), STREAM_LOGS).data(stream(i), true, request);
            }
        }

        @Override
        void again(RawSocket socket, int turn) throws IOException {
            socket.frame(RawSocket.WINDOW_UPDATE, 0, stream(turn % STREAMS), ONE);
        }
    },
    /** Frames that nobody knows, or that mean nothing any more. */
    UNKNOWN_FRAMES(false) {
        @Override
        void again(RawSocket socket, int turn) throws IOException {
            socket.frame(99, 0, 0, new byte[0]);
        }
    };

    private static final int STREAMS = 100;
    private static final int SLOW_STREAMS = 1_000;
    private static final byte[] MEGABYTE_BEGINS = {0, 0, 16, 0, 0};
    private static final byte[] CANCEL = {0, 0, 0, 8};
    private static final byte[] ONE = {0, 0, 0, 1};
    private static final byte[] FIELD = field();
    private static final byte[] BOMB = bomb();

    private final boolean ends;

    /** {@code ends}: whether the hub ends a connection that does so. */
    Flood(boolean ends) {
        this.ends = ends;
    }

    boolean ends() {
        return ends;
    }

    /** Says what comes first. */
    void begin(RawSocket socket) throws IOException {}

    /** Says it again. */
    abstract void again(RawSocket socket, int turn) throws IOException;

    static int stream(int turn) {
        return 1 + 2 * turn;
    }

    /** One header field of 16,000 bytes that goes into no table. */
    private static byte[] field() {
        ByteBuffer block = ByteBuffer.allocate(16_100);
        block.put((byte) 0).put((byte) 1).put((byte) 'a');
        block.put((byte) 127).put((byte) 0x81).put((byte) 0x7C); // 127 + 1 + 124 * 128 = 16,000
        byte[] value = new byte[16_000];
        Arrays.fill(value, (byte) 'x');
        block.put(value);
        return Arrays.copyOf(block.array(), block.position());
    }

    /** A field of 3,900 bytes that goes into the table, and 10,000 times its index. */
    private static byte[] bomb() {
        ByteBuffer block = ByteBuffer.allocate(15_000);
        block.put((byte) 0x40).put((byte) 1).put((byte) 'a');
        block.put((byte) 127).put((byte) 0xBD).put((byte) 0x1D); // 127 + 61 + 29 * 128 = 3,900
        byte[] value = new byte[3_900];
        Arrays.fill(value, (byte) 'x');
        block.put(value);
        byte[] indexes = new byte[10_000];
        Arrays.fill(indexes, (byte) 0xBE);
        block.put(indexes);
        return Arrays.copyOf(block.array(), block.position());
    }
}
