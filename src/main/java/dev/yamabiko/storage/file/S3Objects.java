package dev.yamabiko.storage.file;

import dev.yamabiko.file.FileError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The objects of a bucket, as far as a store of files needs them: whole ones that are small, ranges of others, and
 * writes that only happen if nobody was faster. Throws {@link FileError.Unavailable} while they cannot be reached.
 * Thread-safe.
 */
final class S3Objects implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(S3Objects.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final int PAGE = 1_000;
    private static final int LOST = 412;
    private static final int AT_THE_SAME_TIME = 409;
    private static final int MISSING = 404;

    private final S3Client client;
    private final String bucket;
    private final String prefix;

    /** Of an object that is small enough for the memory. {@code tag}: changes with it. */
    record Whole(ByteBuffer bytes, String tag) {}

    /** What a list says of an object. {@code modified}: milliseconds since the epoch. */
    record Listed(String key, long size, long modified) {}

    /** {@code endpoint}: empty: Amazon's own; {@code prefix}: what all keys begin with. */
    S3Objects(String endpoint, String region, String bucket, String prefix) {
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(region))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE));
        if (!endpoint.isEmpty()) {
            builder.endpointOverride(URI.create(endpoint)).forcePathStyle(true);
        }
        this.client = builder.build();
        this.bucket = bucket;
        this.prefix = prefix;
    }

    void put(String key, byte[] bytes) {
        put(key, ByteBuffer.wrap(bytes));
    }

    /** Takes what remains in the buffer. */
    void put(String key, ByteBuffer bytes) {
        reach(() -> client.putObject(
                put -> put.bucket(bucket).key(prefix + key), RequestBody.fromRemainingByteBuffer(bytes)));
    }

    /**
     * Writes an object if it is still the one of that tag.
     *
     * @param tag null: if there is none yet
     * @return its tag now; null: another was faster, nothing is written
     */
    @Nullable
    String putIf(String key, byte[] bytes, @Nullable String tag) {
        return reach(() -> {
            try {
                return client.putObject(
                                put -> {
                                    put.bucket(bucket).key(prefix + key);
                                    if (tag == null) {
                                        put.ifNoneMatch("*");
                                    } else {
                                        put.ifMatch(tag);
                                    }
                                },
                                RequestBody.fromBytes(bytes))
                        .eTag();
            } catch (S3Exception error) {
                requireLost(error);
                return null;
            }
        });
    }

    /** Deletes an object if it is still the one of that tag; false: another was faster. */
    boolean deleteIf(String key, String tag) {
        return Boolean.TRUE.equals(reach(() -> {
            try {
                client.deleteObject(
                        delete -> delete.bucket(bucket).key(prefix + key).ifMatch(tag));
                return true;
            } catch (S3Exception error) {
                requireLost(error);
                return false;
            }
        }));
    }

    /** A small object; null: there is none. */
    @Nullable
    Whole get(String key) {
        return reach(() -> {
            try {
                var object = client.getObjectAsBytes(get -> get.bucket(bucket).key(prefix + key));
                return new Whole(object.asByteBuffer(), object.response().eTag());
            } catch (NoSuchKeyException none) {
                return null;
            }
        });
    }

    boolean has(String key) {
        return !list(key, "", 1).isEmpty();
    }

    /** Fills the buffer from a place in an object. */
    void read(String key, long position, ByteBuffer into) {
        String range = "bytes=" + position + "-" + (position + into.remaining() - 1);
        reach(() -> {
            try (ResponseInputStream<GetObjectResponse> body =
                    client.getObject(get -> get.bucket(bucket).key(prefix + key).range(range))) {
                byte[] bytes = body.readNBytes(into.remaining());
                if (bytes.length < into.remaining()) {
                    throw new FileError.Damaged("content: shorter than when it was stored", null);
                }
                into.put(bytes);
                return null;
            } catch (NoSuchKeyException gone) {
                throw new FileError.Damaged("content: a part of it is missing", gone);
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
        });
    }

    /** At most so many objects in the order of their keys, those that begin so, after one. */
    List<Listed> list(String begin, String after, int most) {
        List<Listed> all = new ArrayList<>();
        String last = after.isEmpty() ? "" : prefix + after;
        while (all.size() < most) {
            String from = last;
            int page = Math.min(PAGE, most - all.size());
            ListObjectsV2Response found = find(prefix + begin, from, page);
            found.contents()
                    .forEach(object -> all.add(new Listed(
                            object.key().substring(prefix.length()),
                            object.size(),
                            object.lastModified().toEpochMilli())));
            if (found.contents().isEmpty() || !Boolean.TRUE.equals(found.isTruncated())) {
                break;
            }
            last = found.contents().get(found.contents().size() - 1).key();
        }
        return all;
    }

    /** All of them. */
    List<Listed> list(String begin) {
        return list(begin, "", Integer.MAX_VALUE);
    }

    /** Also if there is none. */
    void delete(String key) {
        reach(() -> client.deleteObject(delete -> delete.bucket(bucket).key(prefix + key)));
    }

    @Override
    public void close() {
        client.close();
    }

    /** Throws an error on, unless it says that another was faster. */
    private static void requireLost(S3Exception error) {
        int status = error.statusCode();
        if (status != LOST && status != AT_THE_SAME_TIME && status != MISSING) {
            throw error;
        }
    }

    private ListObjectsV2Response find(String begin, String after, int most) {
        return java.util.Objects.requireNonNull(reach(() -> client.listObjectsV2(list -> {
            list.bucket(bucket).prefix(begin).maxKeys(most);
            if (!after.isEmpty()) {
                list.startAfter(after);
            }
        })));
    }

    private <T> @Nullable T reach(Action<T> action) {
        try {
            return action.run();
        } catch (SdkException | UncheckedIOException error) {
            LOG.warn("object store failed bucket={} error={}", bucket, error.toString());
            throw new FileError.Unavailable("files: the object store cannot be reached now", error);
        }
    }

    /** Something that may find nothing. */
    @FunctionalInterface
    private interface Action<T> {
        @Nullable
        T run();
    }
}
