package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

import java.util.List;
import java.util.Set;

/**
 * The file service.
 *
 * @param store {@code auto}, {@code local}, a folder of this node, or {@code s3}, an object store that nodes share;
 *     auto: s3 where there is a bucket, else local
 * @param folder where a local store is; empty: {@code files} in the data folder
 * @param maxFileBytes largest file
 * @param quotaBytes what all contents and uploads may take together; 0: no bound
 * @param allowedTypes types that may be uploaded, such as {@code image/png} or {@code image/*}; none: all
 * @param chunkBytes bytes of a chunk, if the client does not say
 * @param maxChunkBytes most bytes of a chunk that a client may ask for
 * @param uploadHours how long an upload that was cut is kept
 * @param maxTransfers uploads and downloads a node has under way at a time
 * @param idleSeconds how long a client may send or take nothing before its transfer ends; 0: no bound
 * @param readAheadBytes what the parts that downloads read may take together beyond the least that each has
 * @param callerBytesPerSecond what a caller may send and receive together, of one node; 0: no bound
 * @param nodeBytesPerSecond the same of all callers together, shared evenly; 0: no bound
 * @param threads that wait for the disk or the network
 * @param s3 where the object store is
 */
public record FilesConfig(
        String store,
        String folder,
        long maxFileBytes,
        long quotaBytes,
        List<String> allowedTypes,
        int chunkBytes,
        int maxChunkBytes,
        int uploadHours,
        int maxTransfers,
        int idleSeconds,
        long readAheadBytes,
        long callerBytesPerSecond,
        long nodeBytesPerSecond,
        int threads,
        S3 s3) {

    private static final Set<String> STORES = Set.of("auto", "local", "s3");
    private static final int LEAST_CHUNK = 1_024;
    private static final int LARGEST_CHUNK = (4 << 20) - 1_024;
    private static final long LEAST_RATE = 1_024;

    /** What holds when nothing is said. */
    public static final FilesConfig DEFAULT = new FilesConfig(
            "auto",
            "",
            16L << 30,
            0,
            List.of(),
            64 << 10,
            1 << 20,
            24,
            256,
            120,
            16 << 20,
            0,
            0,
            8,
            new S3("", "", "us-east-1", ""));

    /** Refuses values that cannot be. */
    public FilesConfig {
        allowedTypes = List.copyOf(allowedTypes);
        check(STORES.contains(store), "files.store", store, "auto, local or s3");
        check(!store.equals("s3") || !s3.bucket.isEmpty(), "files.s3.bucket", s3.bucket, "a bucket for s3");
        check(maxFileBytes > 0, "files.max-file-bytes", maxFileBytes, "1 or more");
        check(quotaBytes >= 0, "files.quota-bytes", quotaBytes, "0 or more");
        allowedTypes.forEach(type -> check(
                type.matches("[a-z0-9.+-]+/([a-z0-9.+-]+|\\*)"), "files.allowed-types", type, "a type or a type/*"));
        check(
                chunkBytes >= LEAST_CHUNK && chunkBytes <= maxChunkBytes,
                "files.chunk-bytes",
                chunkBytes,
                LEAST_CHUNK + " to files.max-chunk-bytes");
        check(maxChunkBytes <= LARGEST_CHUNK, "files.max-chunk-bytes", maxChunkBytes, "at most " + LARGEST_CHUNK);
        check(uploadHours > 0, "files.upload-hours", uploadHours, "1 or more");
        check(maxTransfers > 0, "files.max-transfers", maxTransfers, "1 or more");
        check(idleSeconds >= 0, "files.idle-seconds", idleSeconds, "0 or more");
        check(readAheadBytes >= 0, "files.read-ahead-bytes", readAheadBytes, "0 or more");
        checkRate("files.caller-bytes-per-second", callerBytesPerSecond);
        checkRate("files.node-bytes-per-second", nodeBytesPerSecond);
        check(threads > 0 && threads <= 256, "files.threads", threads, "1 to 256");
    }

    /** The store to use: what {@code auto} means is decided. */
    public String resolved() {
        if (!store.equals("auto")) {
            return store;
        }
        return s3.bucket.isEmpty() ? "local" : "s3";
    }

    private static void checkRate(String key, long bytes) {
        check(bytes == 0 || bytes >= LEAST_RATE, key, bytes, "0, or " + LEAST_RATE + " or more");
    }

    /**
     * Where the object store is. Its keys are found where those of every AWS client are: in the environment
     * ({@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY}), in {@code ~/.aws}, or from the machine's role.
     *
     * @param endpoint its URL; empty: Amazon's own
     * @param bucket the bucket, which must be there; empty: none
     * @param region the region
     * @param prefix what the keys of all objects begin with
     */
    public record S3(String endpoint, String bucket, String region, String prefix) {

        /** Refuses values that cannot be. */
        public S3 {
            check(
                    endpoint.isEmpty() || endpoint.matches("https?://[^/@]+/?"),
                    "files.s3.endpoint",
                    endpoint.contains("@") ? "(not shown)" : endpoint,
                    "http(s)://host:port");
            check(!region.isBlank(), "files.s3.region", region, "a region");
            check(prefix.isEmpty() || prefix.endsWith("/"), "files.s3.prefix", prefix, "empty, or with a slash behind");
        }
    }
}
