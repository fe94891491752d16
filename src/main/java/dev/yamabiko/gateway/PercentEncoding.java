package dev.yamabiko.gateway;

import java.nio.charset.StandardCharsets;

/**
 * The encoding of {@code grpc-message}: printable ASCII but for the percent sign stays (gRPC over HTTP/2, Responses).
 */
final class PercentEncoding {

    private static final String HEX = "0123456789ABCDEF";
    private static final int MAX_BYTES = 1_024;

    private PercentEncoding() {}

    /** Encodes the characters of a text that lie within its first {@value #MAX_BYTES} bytes: headers are bounded. */
    static String encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, MAX_BYTES);
        while (length < bytes.length && isContinuation(bytes[length])) {
            length--;
        }
        StringBuilder encoded = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b >= ' ' && b <= '~' && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.charAt((b >>> 4) & 0xF)).append(HEX.charAt(b & 0xF));
            }
        }
        return encoded.toString();
    }

    /** True inside a character of UTF-8. */
    private static boolean isContinuation(byte b) {
        return (b & 0xC0) == 0x80;
    }
}
