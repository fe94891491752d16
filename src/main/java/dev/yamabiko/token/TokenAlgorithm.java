package dev.yamabiko.token;

import java.util.Arrays;
import java.util.Optional;

/**
 * How a token is signed: the algorithms there are (RFC 7518, RFC 8037). What is not here, such as {@code none}, is
 * none.
 */
enum TokenAlgorithm {
    /** A secret that both sides have. */
    HS256("HS256", 32),
    /** RSA of at least 2048 bits; a signature is as long as the key. */
    RS256("RS256", 0),
    /** P-256; a signature is two numbers of 32 bytes, and nothing else (RFC 7518, 3.4). */
    ES256("ES256", 64),
    /** Ed25519. */
    EDDSA("EdDSA", 64);

    private final String header;
    private final int signatureBytes;

    TokenAlgorithm(String header, int signatureBytes) {
        this.header = header;
        this.signatureBytes = signatureBytes;
    }

    static Optional<TokenAlgorithm> of(String header) {
        return Arrays.stream(values()).filter(one -> one.header.equals(header)).findFirst();
    }

    /** As tokens name it in {@code alg}. */
    String header() {
        return header;
    }

    /** Whether a signature can be of this algorithm. */
    boolean fits(int bytes) {
        return signatureBytes == 0 ? bytes >= 256 && bytes <= 1_024 : bytes == signatureBytes;
    }
}
