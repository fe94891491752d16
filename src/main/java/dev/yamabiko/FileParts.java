package dev.yamabiko;

import dev.yamabiko.config.FilesConfig;
import dev.yamabiko.config.HubConfig;
import dev.yamabiko.file.FileStore;
import dev.yamabiko.service.file.FileDesk;
import dev.yamabiko.storage.file.LocalFileStore;
import dev.yamabiko.storage.file.S3FileStore;
import dev.yamabiko.storage.file.StoreBounds;
import dev.yamabiko.stream.Gauges;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What the files of a node are made of. Stateless. */
final class FileParts {

    private FileParts() {}

    /** The desk of a node, not started yet. */
    static FileDesk desk(Vertx vertx, HubConfig config, Gauges gauges, Clock clock, RandomGenerator random) {
        return new FileDesk(vertx, store(config, clock, random), config.files(), gauges);
    }

    /** Null: the nodes of this cluster have no store in common. */
    private static @Nullable FileStore store(HubConfig config, Clock clock, RandomGenerator random) {
        FilesConfig files = config.files();
        StoreBounds bounds = new StoreBounds(files.quotaBytes(), TimeUnit.HOURS.toMillis(files.uploadHours()));
        if (files.resolved().equals("s3")) {
            FilesConfig.S3 s3 = files.s3();
            return new S3FileStore(s3.endpoint(), s3.region(), s3.bucket(), s3.prefix(), bounds, clock, random);
        }
        if (config.cluster().enabled()) {
            return null;
        }
        Path folder = files.folder().isEmpty() ? Path.of(config.data(), "files") : Path.of(files.folder());
        return new LocalFileStore(folder, bounds, clock, random);
    }
}
