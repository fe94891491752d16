package dev.yamabiko.service;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 checksum under way. One thread at a time. */
public final class Sha256 {

    private final MessageDigest digest;

    /** Of nothing yet. */
    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /** Takes what remains in the buffer, and leaves it there. */
    public void add(ByteBuffer bytes) {
        digest.update(bytes.duplicate());
    }

    /** Takes these bytes. */
    public Sha256 add(byte... bytes) {
        digest.update(bytes);
        return this;
    }

    /** Of all that was taken, 32 bytes. The checksum is over then. */
    public byte[] digest() {
        return digest.digest();
    }

    /** Of all that was taken, lower-case hexadecimal. The checksum is over then. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
