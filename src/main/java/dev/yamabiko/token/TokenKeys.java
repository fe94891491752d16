package dev.yamabiko.token;

import dev.yamabiko.config.AuthConfig;
import dev.yamabiko.config.ConfigException;
import dev.yamabiko.config.KeyConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of tokens: those in files, read again when they change, and those from an address. A file that cannot be
 * used leaves what there was. Thread-safe.
 */
public final class TokenKeys {

    private static final Logger LOG = LoggerFactory.getLogger(TokenKeys.class);

    private final Vertx vertx;
    private final AuthConfig config;
    private final List<KeyFile> files;
    private final @Nullable Jwks jwks;
    private volatile Map<String, TokenKey> keys;
    private volatile String told = "";

    private TokenKeys(Vertx vertx, AuthConfig config, List<KeyFile> files, @Nullable Jwks jwks) {
        this.vertx = vertx;
        this.config = config;
        this.files = files;
        this.jwks = jwks;
        this.keys = read();
    }

    /**
     * Reads the files. Waits for the disk.
     *
     * @param data where the hub's own key is, if none is configured
     * @throws ConfigException for one that cannot be used
     */
    public static TokenKeys open(Vertx vertx, AuthConfig config, Path data, RandomGenerator random) {
        boolean elsewhere = !config.jwks().url().isEmpty();
        boolean own = config.keys().isEmpty() && !elsewhere;
        List<KeyConfig> files = own ? List.of(OwnSecret.in(data, random)) : config.keys();
        List<KeyFile> opened = files.stream()
                .map(file -> new KeyFile(vertx, file, config.issuer()))
                .toList();
        return new TokenKeys(vertx, config, opened, elsewhere ? new Jwks(vertx, config.jwks()) : null);
    }

    /** Begins to look for changes; complete when keys from an address are there, or cannot be had for now. */
    public Future<Void> start() {
        vertx.setPeriodic(
                config.keyCheckSeconds() * 1_000L,
                id -> vertx.executeBlocking(() -> {
                    reload();
                    return null;
                }));
        return jwks == null ? Future.succeededFuture() : jwks.start();
    }

    /** Reads the files again. Waits for the disk. */
    public void reload() {
        try {
            keys = read();
            told = "";
        } catch (ConfigException error) {
            String problem = String.valueOf(error.getMessage());
            if (!problem.equals(told)) {
                told = problem;
                LOG.error("keys of tokens not read again, those there were hold: {}", problem);
            }
        }
    }

    /** The key of an id; null: there is none, or not yet. */
    @Nullable
    TokenKey find(String id) {
        TokenKey key = keys.get(id);
        return key == null && jwks != null ? jwks.find(id) : key;
    }

    /** Complete when a key that has not been found may be there: at once, where there is nothing more to ask. */
    Future<Void> lookFurther() {
        return jwks == null ? Future.succeededFuture() : jwks.refresh();
    }

    /** What the hub signs with; null: nothing, tokens come from elsewhere. */
    @Nullable
    TokenKey signing() {
        Map<String, TokenKey> all = keys;
        return config.signingKey().isEmpty()
                ? all.values().stream().filter(TokenKey::signs).findFirst().orElse(null)
                : all.get(config.signingKey());
    }

    private Map<String, TokenKey> read() {
        Map<String, TokenKey> read = new LinkedHashMap<>();
        for (KeyFile file : files) {
            TokenKey key = file.read();
            read.put(key.id(), key);
        }
        TokenKey signing = read.get(config.signingKey());
        if (signing != null && !signing.signs()) {
            throw new ConfigException("auth.signing-key: " + signing.id() + " (expected: a key with its private half)");
        }
        return read;
    }
}
