package dev.yamabiko.service.user;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * Where a page of users ends: the last id in it, so that what comes and goes meanwhile moves nothing. With a checksum,
 * so that what is none is not taken for one; whoever makes one up sees no more than who leafs through. Stateless.
 */
final class PageToken {

    /** Of what begins before all users. */
    static final int FIRST = 0;

    private static final byte FORM = 1;
    private static final int BYTES = 9;

    private PageToken() {}

    /** The token of a page that ends with this id. */
    static String of(int last) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).put(FORM).putInt(last);
        bytes.putInt(checksum(bytes.array()));
        return Base64.getUrlEncoder().encodeToString(bytes.array());
    }

    /** The id; -1: the text is no token. */
    static int last(String token) {
        if (token.isEmpty()) {
            return FIRST;
        }
        byte[] bytes = decoded(token);
        if (bytes.length != BYTES || bytes[0] != FORM) {
            return -1;
        }
        ByteBuffer numbers = ByteBuffer.wrap(bytes, 1, BYTES - 1);
        int last = numbers.getInt();
        return last < 0 || numbers.getInt() != checksum(bytes) ? -1 : last;
    }

    private static byte[] decoded(String token) {
        try {
            return Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException none) {
            return new byte[0];
        }
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, 1 + Integer.BYTES);
        return (int) checksum.getValue();
    }
}
