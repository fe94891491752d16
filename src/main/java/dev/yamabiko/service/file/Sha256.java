package dev.yamabiko.service.file;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A checksum under way. One thread at a time. */
final class Sha256 {

    private final MessageDigest digest;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /** Takes what remains in the buffer, and leaves it there. */
    void add(ByteBuffer bytes) {
        digest.update(bytes.duplicate());
    }

    /** Of all that was taken, lower-case hexadecimal. The checksum is over then. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
