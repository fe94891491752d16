package dev.yamabiko.cli.client;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.disk.OwnerFiles;
import dev.yamabiko.proto.auth.v1.LoginResponse;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where the logins of a person are kept, one for each hub, readable for that person alone. One process at a time
 * changes it. For one thread.
 */
public final class LoginFile {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final long LOOK_AGAIN_NANOS = 5_000_000;

    private final Path file;

    /**
     * A login.
     *
     * @param email who
     * @param access token of calls
     * @param accessExpires milliseconds since the epoch
     * @param refresh token for the next one
     * @param loginExpires milliseconds since the epoch
     * @param encrypted whether the hub was called by TLS: then these tokens are for nobody else
     * @param authorities who vouched for it then, PEM; null: those that Java trusts
     */
    public record Entry(
            String email,
            String access,
            long accessExpires,
            String refresh,
            long loginExpires,
            boolean encrypted,
            @Nullable String authorities) {

        /** What a hub answered that was called so. */
        public static Entry of(LoginResponse login, ClientTls tls) {
            Path authorities = tls.authorities();
            return new Entry(
                    login.getUser().getEmail(),
                    login.getAccessToken(),
                    login.getAccessExpiresAt(),
                    login.getRefreshToken(),
                    login.getLoginExpiresAt(),
                    tls.enabled(),
                    authorities == null ? null : authorities.toAbsolutePath().toString());
        }

        /** How it is called again. */
        ClientTls tls() {
            return new ClientTls(encrypted, authorities == null ? null : Path.of(authorities), null, null);
        }

        /** Never shows the tokens. */
        @Override
        public String toString() {
            return email;
        }
    }

    /** What is done while no other process changes the file. */
    @FunctionalInterface
    public interface Change {

        /** The entry that takes the place of another; null: none does. */
        @Nullable
        Entry of(@Nullable Entry before) throws InterruptedException;
    }

    /** Made when first needed. */
    public LoginFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** The usual place (XDG Base Directory Specification). */
    public static Path usual() {
        String said = System.getenv("XDG_CONFIG_HOME");
        Path folder =
                said == null || said.isEmpty() ? Path.of(System.getProperty("user.home"), ".config") : Path.of(said);
        return folder.resolve("yamabiko").resolve("logins.json");
    }

    /** The login at a hub; null: none. */
    public @Nullable Entry find(String server) {
        try {
            return read().get(server);
        } catch (IOException error) {
            throw failure(error);
        }
    }

    /** Changes the login at a hub, and says what it is then. */
    public @Nullable Entry change(String server, Change change) throws InterruptedException {
        try {
            OwnerFiles.createFolderOf(file);
            try (FileChannel channel = FileChannel.open(
                            file.resolveSibling(file.getFileName() + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    FileLock lock = lock(channel)) {
                Map<String, Entry> entries = read();
                Entry before = entries.get(server);
                Entry after = change.of(before);
                if (after == null) {
                    entries.remove(server);
                } else {
                    entries.put(server, after);
                }
                if (lock.isValid() && !Objects.equals(after, before)) {
                    OwnerFiles.write(file, JSON.writeValueAsBytes(entries));
                }
                return after;
            }
        } catch (IOException error) {
            throw failure(error);
        }
    }

    /** The lock is this process's: another thread that has it is waited for, as another process is. */
    private static FileLock lock(FileChannel channel) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                return channel.lock();
            } catch (OverlappingFileLockException anotherThread) {
                if (System.nanoTime() - end > 0) {
                    throw new IOException("in use", anotherThread);
                }
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        }
    }

    private Map<String, Entry> read() throws IOException {
        return Files.exists(file)
                ? JSON.readValue(file.toFile(), new TypeReference<TreeMap<String, Entry>>() {})
                : new TreeMap<>();
    }

    private CommandFailure failure(IOException error) {
        return new CommandFailure(file + ": cannot be used: " + error.getMessage(), error);
    }
}
