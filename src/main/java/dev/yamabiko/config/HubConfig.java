package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything a node can be told, with defaults that suit one node on a laptop. {@code conf/hub.yaml} names every key.
 * Immutable.
 *
 * @param host address to listen on
 * @param port port to listen on, 0 to 65535; 0: any free one
 * @param data folder that holds everything kept
 * @param http2 how connections behave
 * @param calls bounds of a single call
 * @param journal how records are kept
 * @param stream bounds of the streaming core
 * @param cluster other nodes
 * @param logs the log service
 * @param notifications the notification service
 * @param files the file service
 * @param metrics the metrics service
 * @param batches the batch service
 * @param games the game service
 * @param sync the sync service
 * @param documents the editor service
 * @param chat the chat service
 * @param users users and their logins
 * @param auth who may call
 * @param tls how connections of clients are encrypted
 * @param limits how much anybody may do
 */
public record HubConfig(
        String host,
        int port,
        String data,
        Http2Config http2,
        CallsConfig calls,
        JournalConfig journal,
        StreamConfig stream,
        ClusterConfig cluster,
        LogsConfig logs,
        NotificationsConfig notifications,
        FilesConfig files,
        MetricsConfig metrics,
        BatchesConfig batches,
        GamesConfig games,
        SyncConfig sync,
        DocumentsConfig documents,
        ChatConfig chat,
        UsersConfig users,
        AuthConfig auth,
        TlsConfig tls,
        LimitsConfig limits) {

    /** What holds when nothing is said. */
    public static final HubConfig DEFAULT = new HubConfig(
            "127.0.0.1",
            8080,
            "data",
            Http2Config.DEFAULT,
            CallsConfig.DEFAULT,
            JournalConfig.DEFAULT,
            StreamConfig.DEFAULT,
            ClusterConfig.DEFAULT,
            LogsConfig.DEFAULT,
            NotificationsConfig.DEFAULT,
            FilesConfig.DEFAULT,
            MetricsConfig.DEFAULT,
            BatchesConfig.DEFAULT,
            GamesConfig.DEFAULT,
            SyncConfig.DEFAULT,
            DocumentsConfig.DEFAULT,
            ChatConfig.DEFAULT,
            UsersConfig.DEFAULT,
            AuthConfig.DEFAULT,
            TlsConfig.DEFAULT,
            LimitsConfig.DEFAULT);

    private static final ObjectMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    /** Refuses values that cannot be. */
    public HubConfig {
        check(!host.isBlank(), "host", host, "an address or a host name");
        check(port >= 0 && port <= 65_535, "port", port, "0 to 65535");
        check(!data.isBlank(), "data", data, "a folder");
        String kept = journal.resolved(cluster.enabled());
        check(
                !cluster.enabled() || kept.equals("postgres") || kept.equals("hazelcast"),
                "journal.type",
                kept,
                "postgres or hazelcast in a cluster");
        check(cluster.enabled() || !kept.equals("hazelcast"), "journal.type", kept, "another one outside a cluster");
        check(!cluster.enabled() || !auth.makesItsKey(), "auth.keys", "none", "a key that all nodes of a cluster have");
        check(!cluster.enabled() || !tls.makesItsOwn(), "tls.certificate", "none", "one for each node of a cluster");
    }

    /**
     * The defaults, overlaid with what a file says.
     *
     * @param file a YAML file; null: none
     * @throws ConfigException for a file that cannot be read, an unknown key or a value that breaks its rule
     */
    public static HubConfig load(@Nullable Path file) {
        if (file == null) {
            return DEFAULT;
        }
        try {
            JsonNode said = YAML.readTree(Files.readAllBytes(file));
            ObjectNode whole = YAML.valueToTree(DEFAULT);
            if (said instanceof ObjectNode keys) {
                overlay(whole, keys);
            } else if (said != null && !said.isMissingNode() && !said.isNull()) {
                throw new ConfigException(file + ": not a list of keys (expected: `key: value` lines)");
            }
            return YAML.treeToValue(whole, HubConfig.class);
        } catch (JsonMappingException error) {
            throw new ConfigException(file + ": " + explain(error));
        } catch (JsonProcessingException error) {
            throw new ConfigException(file + ": no valid YAML: " + error.getOriginalMessage());
        } catch (IOException error) {
            throw new ConfigException(file + ": cannot be read (expected: a readable YAML file)");
        }
    }

    /** The same, with what the command line says; null keeps a value. */
    public HubConfig with(@Nullable String host, @Nullable Integer port, @Nullable Path data) {
        return copy(
                host == null ? this.host : host,
                port == null ? this.port : port,
                data == null ? this.data : data.toString(),
                journal,
                cluster,
                auth,
                tls);
    }

    /** The same as a member of a cluster, or with a database; null keeps a value. */
    public HubConfig with(boolean clustered, @Nullable String database) {
        JournalConfig kept = database == null ? journal : journal.in(database);
        return copy(host, port, data, kept, clustered ? cluster.joined() : cluster, auth, tls);
    }

    /** The same, but that every call needs a token. */
    public HubConfig withAuth() {
        return copy(host, port, data, journal, cluster, auth.on(), tls);
    }

    /** The same with files of TLS; null keeps a value. {@code own}: if there are none, a certificate of its own. */
    public HubConfig withTls(
            boolean own, @Nullable Path certificate, @Nullable Path key, @Nullable Path clientAuthorities) {
        return copy(host, port, data, journal, cluster, auth, tls.with(own, certificate, key, clientAuthorities));
    }

    private HubConfig copy(
            String host,
            int port,
            String data,
            JournalConfig journal,
            ClusterConfig cluster,
            AuthConfig auth,
            TlsConfig tls) {
        return new HubConfig(
                host,
                port,
                data,
                http2,
                calls,
                journal,
                stream,
                cluster,
                logs,
                notifications,
                files,
                metrics,
                batches,
                games,
                sync,
                documents,
                chat,
                users,
                auth,
                tls,
                limits);
    }

    private static void overlay(ObjectNode under, ObjectNode over) {
        over.properties().forEach(entry -> {
            JsonNode below = under.get(entry.getKey());
            if (below instanceof ObjectNode section && entry.getValue() instanceof ObjectNode keys) {
                overlay(section, keys);
            } else if (!entry.getValue().isNull()) {
                under.set(entry.getKey(), entry.getValue());
            }
        });
    }

    private static String explain(JsonMappingException error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigException rule) {
                return String.valueOf(rule.getMessage());
            }
        }
        String key = error.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .collect(Collectors.joining("."));
        if (error instanceof UnrecognizedPropertyException) {
            return key + ": unknown key (expected: one of conf/hub.yaml)";
        }
        return error instanceof MismatchedInputException mismatch
                ? key + ": not of its kind (expected: " + kind(mismatch.getTargetType()) + ")"
                : key + ": " + error.getOriginalMessage();
    }

    private static String kind(Class<?> type) {
        if (type == boolean.class) {
            return "true or false";
        }
        if (type == String.class) {
            return "text";
        }
        return type.isPrimitive() ? "a whole number" : "`key: value` lines";
    }
}
