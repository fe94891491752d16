package dev.yamabiko.token;

import dev.yamabiko.config.KeyConfig;
import dev.yamabiko.disk.OwnerFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** The key that one node makes itself where none is configured: a secret in its data folder. Thread-safe. */
final class OwnSecret {

    private static final String ID = "own";
    private static final int BYTES = 48;

    private OwnSecret() {}

    /** Where it is; made first if it is not there. Whoever comes second finds the first one's, whole. */
    static KeyConfig in(Path data, RandomGenerator random) {
        Path file = data.resolve("token-secret");
        try {
            if (!Files.exists(file)) {
                make(file, random);
            }
            return new KeyConfig(ID, TokenAlgorithm.HS256.header(), file.toString());
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private static void make(Path file, RandomGenerator random) throws IOException {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        try {
            OwnerFiles.writeFirst(file, Base64.getEncoder().encode(secret));
        } catch (FileAlreadyExistsException first) {
            // the other's will do
        }
    }
}
