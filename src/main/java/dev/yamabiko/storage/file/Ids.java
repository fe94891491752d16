package dev.yamabiko.storage.file;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Names that a store gives to what it holds. Stateless. */
final class Ids {

    private static final int BYTES = 16;

    private Ids() {}

    /** One that nothing has: 32 hexadecimal digits. */
    static String next(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
