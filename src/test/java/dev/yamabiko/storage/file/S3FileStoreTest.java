package dev.yamabiko.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.contract.FileStoreContract;
import dev.yamabiko.file.FileError;
import dev.yamabiko.file.FileName;
import dev.yamabiko.file.FileStore;
import dev.yamabiko.support.S3Server;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a store, in an object store. */
class S3FileStoreTest extends FileStoreContract {

    private static final AtomicInteger TESTS = new AtomicInteger();
    private static final String REGION = "us-east-1";

    @TempDir
    static Path folder;

    private static S3Server server;

    private final String prefix = "test-" + TESTS.incrementAndGet() + "/";

    @BeforeAll
    static void startServer() {
        server = S3Server.start(folder);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    protected FileStore create(long quotaBytes) {
        return new S3FileStore(
                server.endpoint(),
                REGION,
                S3Server.BUCKET,
                prefix,
                new StoreBounds(quotaBytes, UPLOAD_MS),
                clock,
                new Random());
    }

    @Override
    protected long heldBytes() {
        try (S3Objects objects = new S3Objects(server.endpoint(), REGION, S3Server.BUCKET, prefix)) {
            return objects.list("contents/").stream()
                    .filter(object -> !object.key().endsWith("/whole"))
                    .mapToLong(S3Objects.Listed::size)
                    .sum();
        }
    }

    @Test
    void shouldSayThatTheServerCannotBeReached() {
        try (FileStore nowhere = new S3FileStore(
                "http://127.0.0.1:9",
                REGION,
                S3Server.BUCKET,
                prefix,
                new StoreBounds(0, UPLOAD_MS),
                clock,
                new Random())) {
            assertThatThrownBy(() -> nowhere.find(new FileName("x"))).isInstanceOf(FileError.Unavailable.class);
        }
    }

    @Test
    void shouldWriteWhatOthersHaveNotChangedMeanwhile() {
        try (S3Objects objects = new S3Objects(server.endpoint(), REGION, S3Server.BUCKET, prefix)) {
            String first = objects.putIf("race", new byte[] {1}, null);

            assertThat(first).isNotNull();
            assertThat(objects.putIf("race", new byte[] {2}, null)).isNull();
            assertThat(objects.putIf("race", new byte[] {3}, first)).isNotNull();
            assertThat(objects.putIf("race", new byte[] {4}, first)).isNull();
            assertThat(objects.get("race").bytes().get(0)).isEqualTo((byte) 3);
            assertThat(objects.putIf("none", new byte[] {1}, first)).isNull();
        }
    }
}
