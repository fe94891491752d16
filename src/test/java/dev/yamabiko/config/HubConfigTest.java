package dev.yamabiko.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class HubConfigTest {

    private static final Path SHIPPED = Path.of("conf/hub.yaml");

    @TempDir
    Path folder;

    @Test
    void shouldHoldTheDefaultsWithoutAFile() {
        assertThat(HubConfig.load(null)).isEqualTo(HubConfig.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing but a comment\n", "---\n", "{}", "port:\nhttp2:\n"})
    void shouldHoldTheDefaultsWhereAFileSaysNothing(String yaml) throws Exception {
        assertThat(load(yaml)).isEqualTo(HubConfig.DEFAULT);
    }

    @Test
    void shouldOverlayTheDefaultsWithWhatAFileSays() throws Exception {
        // When
        HubConfig config = load("""
                port: 9000
                http2:
                  keepalive-seconds: 5
                  max-resets-per-30-seconds: 7
                logs: {own-entries: false}
                """);

        // Then
        assertThat(config.port()).isEqualTo(9_000);
        assertThat(config.host()).isEqualTo(HubConfig.DEFAULT.host());
        assertThat(config.http2().keepaliveSeconds()).isEqualTo(5);
        assertThat(config.http2().maxResetsPer30Seconds()).isEqualTo(7);
        assertThat(config.http2().maxConnections()).isEqualTo(Http2Config.DEFAULT.maxConnections());
        assertThat(config.logs().ownEntries()).isFalse();
        assertThat(config.stream()).isEqualTo(StreamConfig.DEFAULT);
    }

    @Test
    void shouldTakeWhatALimitDoesNotSayForNoBound() throws Exception {
        HubConfig config =
                load("limits: {caller: {streams: 7}, methods: {log.v1.LogService/StreamLogs: {streams: 9}}}");

        assertThat(config.limits().caller()).isEqualTo(new QuotaConfig(0, 7, 0, 0, 0, 0));
        assertThat(config.limits().methods())
                .containsOnly(Map.entry("log.v1.LogService/StreamLogs", new QuotaConfig(0, 9, 0, 0, 0, 0)));
    }

    @Test
    void shouldLetTheCommandLineWin() throws Exception {
        HubConfig config = load("{port: 9000, host: example.org, data: there}");

        assertThat(config.with(null, null, null)).isEqualTo(config);
        assertThat(config.with("0.0.0.0", 0, Path.of("here")))
                .extracting(HubConfig::host, HubConfig::port, HubConfig::data)
                .containsExactly("0.0.0.0", 0, "here");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prot: 1|prot: unknown key (expected: one of conf/hub.yaml)",
                "http2: {keep-alive: 1}|http2.keep-alive: unknown key (expected: one of conf/hub.yaml)",
                "calls: {request_seconds: 1}|calls.request_seconds: unknown key (expected: one of conf/hub.yaml)"
            })
    void shouldNameAKeyItDoesNotKnow(String yaml, String message) {
        assertThat(error(yaml)).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port: many|port: not of its kind (expected: a whole number)",
                "port: 99999999999|port: ",
                "port: 1.5|port: not of its kind (expected: a whole number)",
                "port: [1]|port: not of its kind (expected: a whole number)",
                "http2: 5|http2: not of its kind (expected: `key: value` lines)",
                "http2: {keepalive-seconds: soon}|http2.keepalive-seconds: not of its kind (expected: a whole number)",
                "logs: {own-entries: perhaps}|logs.own-entries: not of its kind (expected: true or false)",
                "logs: {own-entries: 7}|logs.own-entries: not of its kind (expected: true or false)",
                "host: {name: here}|host: not of its kind (expected: text)"
            })
    void shouldNameAKeyWhoseValueIsOfTheWrongKind(String yaml, String message) {
        assertThat(error(yaml)).startsWith(message).doesNotContain("java.", "dev.yamabiko", "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port: 65536|port: 65536 (expected: 0 to 65535)",
                "host: ' '|host:   (expected: an address or a host name)",
                "http2: {max-header-bytes: 1}|http2.max-header-bytes: 1 (expected: 1024 or more)",
                "http2: {connection-window-bytes: 70000}|http2.connection-window-bytes: 70000"
                        + " (expected: at least http2.stream-window-bytes)",
                "calls: {max-message-bytes: 4194304}|calls.max-message-bytes: 4194304 (expected: 1024 to 4193280)",
                "journal: {type: paper}|journal.type: paper (expected: auto, sqlite, memory, postgres or hazelcast)",
                "journal: {type: memory}|journal.max-bytes: 0 (expected: 1 or more for memory)",
                "stream: {tail-check-ms: 1}|stream.tail-check-ms: 1 (expected: 10 or more)",
                "files: {store: s3}|files.s3.bucket:  (expected: a bucket for s3)",
                "files: {allowed-types: [pdf]}|files.allowed-types: pdf (expected: a type or a type/*)",
                "files: {chunk-bytes: 1}|files.chunk-bytes: 1 (expected: 1024 to files.max-chunk-bytes)",
                "files: {node-bytes-per-second: 5}|files.node-bytes-per-second: 5 (expected: 0, or 1024 or more)",
                "files: {s3: {endpoint: 'http://key@host'}}|files.s3.endpoint: (not shown)"
                        + " (expected: http(s)://host:port)",
                "logs: {retention-hours: -1}|logs.retention-hours: -1 (expected: 0 or more)",
                "batches: {concurrency: 0}|batches.concurrency: 0 (expected: 1 to 10000)",
                "notifications: {overflow: panic}|notifications.overflow: panic"
                        + " (expected: refuse, drop-oldest or drop-lowest)",
                "notifications: {history-records: 1999}|notifications.history-records: 1999"
                        + " (expected: 0, or at least twice notifications.capacity)"
            })
    void shouldNameAKeyWhoseRuleIsBroken(String yaml, String message) {
        assertThat(error(yaml)).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tls: {certificate: a.crt}|tls.key: none (expected: both tls.certificate and tls.key, or neither)",
                "tls: {client-authorities: a.crt}|tls.client-authorities: a.crt (expected: tls.certificate as well)",
                "{tls: {own-certificate: true}, cluster: {enabled: true}}|tls.certificate: none"
                        + " (expected: one for each node of a cluster)",
                "tls: {client-certificates: maybe}|tls.client-certificates: maybe (expected: required or optional)",
                "limits: {node: {streams: -1}}|limits: streams: -1 (expected: 0 or more)",
                "limits: {node: {records-per-second: 1000000001}}|limits: records-per-second: 1000000001"
                        + " (expected: 0 to 1000000000)",
                "limits: {node: {bytes-per-second: 100000000001}}|limits: bytes-per-second: 100000000001"
                        + " (expected: 0 to 100000000000)",
                "limits: {remembered: 1}|limits.remembered: 1 (expected: 1000 or more)",
                "limits: {proxies: [localhost]}|limits.proxies: localhost"
                        + " (expected: an address, or a network a.b.c.d/n)",
                "limits: {proxies: [10.0.0.0/33]}|limits.proxies: 10.0.0.0/33"
                        + " (expected: an address, or a network a.b.c.d/n)",
                "limits: {methods: {StreamLogs: {streams: 1}}}|limits.methods: StreamLogs"
                        + " (expected: package.Service/Method)"
            })
    void shouldNameAKeyOfTheDoorsWhoseRuleIsBroken(String yaml, String message) {
        assertThat(error(yaml)).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auth: {issuer: ''}|auth.issuer:  (expected: a name)",
                "auth: {access-seconds: 86401}|auth.access-seconds: 86401 (expected: 1 to auth.longest-life-hours)",
                "auth: {keys: [{id: a, algorithm: none, file: f}]}|auth.keys.algorithm: none"
                        + " (expected: HS256, RS256, ES256 or EdDSA)",
                "auth: {keys: [{algorithm: ES256, file: f}]}|auth.keys.id: null (expected: A-Za-z0-9._-, 1 to 64)",
                "auth: {signing-key: k}|auth.signing-key: k (expected: an id of auth.keys)",
                "auth: {jwks: {url: 'http://example.org/keys', issuer: i}}|auth.jwks.url: http://example.org/keys"
                        + " (expected: https://..., or http:// on this machine)",
                "auth: {jwks: {url: 'https://example.org/keys', issuer: yamabiko}}|auth.jwks.issuer: yamabiko"
                        + " (expected: another one than auth.issuer)",
                "auth: {roles: [{name: a}, {name: a}]}|auth.roles: a (expected: each name once)",
                "auth: {roles: [{name: a, scopes: [log]}]}|auth.roles.scopes: log (expected: area:verb, or *)",
                "{auth: {enabled: true}, cluster: {enabled: true}}|auth.keys: none"
                        + " (expected: a key that all nodes of a cluster have)"
            })
    void shouldNameAKeyOfWhoMayCallWhoseRuleIsBroken(String yaml, String message) {
        assertThat(error(yaml)).isEqualTo(message);
    }

    @Test
    void shouldSayWhatIsWrongWithAFileThatIsNoConfiguration() {
        assertThat(error("- a\n- b")).contains("not a list of keys");
        assertThat(error("port: [1")).startsWith("no valid YAML: ");
        assertThat(catchThrowableOfType(ConfigException.class, () -> HubConfig.load(folder.resolve("none.yaml"))))
                .hasMessageEndingWith("none.yaml: cannot be read (expected: a readable YAML file)");
        assertThat(catchThrowableOfType(ConfigException.class, () -> HubConfig.load(folder)))
                .hasMessageContaining("cannot be read");
    }

    @Test
    void shouldShipAFileThatNamesEveryKeyWithItsDefault() throws Exception {
        assertThat(HubConfig.load(SHIPPED)).isEqualTo(HubConfig.DEFAULT);
        assertThat(leaves(new YAMLMapper().readTree(Files.readAllBytes(SHIPPED))))
                .as("keys in conf/hub.yaml, none of which is unknown")
                .isEqualTo(components(HubConfig.class));
    }

    private static int leaves(JsonNode node) {
        int leaves = 0;
        for (JsonNode child : node) {
            leaves += child.isObject() && !child.isEmpty() ? leaves(child) : 1;
        }
        return leaves;
    }

    private static int components(Class<?> type) {
        int components = 0;
        for (RecordComponent component : type.getRecordComponents()) {
            components += component.getType().isRecord() ? components(component.getType()) : 1;
        }
        return components;
    }

    private HubConfig load(String yaml) throws Exception {
        return HubConfig.load(Files.writeString(folder.resolve("hub.yaml"), yaml));
    }

    /** What is said of a file, without its name. */
    private String error(String yaml) {
        ConfigException error = catchThrowableOfType(ConfigException.class, () -> load(yaml));
        String file = folder.resolve("hub.yaml") + ": ";
        assertThat(error).hasMessageStartingWith(file);
        return error.getMessage().substring(file.length());
    }
}
