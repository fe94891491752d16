package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import dev.yamabiko.proto.file.v1.FileChunk;
import dev.yamabiko.proto.file.v1.FileInfo;
import dev.yamabiko.proto.file.v1.ListFilesRequest;
import dev.yamabiko.proto.hub.v1.ListTopicsRequest;
import dev.yamabiko.proto.hub.v1.ListTopicsResponse;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.proto.metrics.v1.MetricsRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may read and write what, where one stream has many topics. */
@Timeout(60)
class TopicPermissionsTest {

    private static final String ROLES = """
              roles:
                - {name: admin, scopes: ["*"], read: ["*"], write: ["*"], delete: ["*"]}
                - name: web
                  scopes: ["*"]
                  read: ["logs/web", "logs/of-{user}", "files/{user}/*", "files/*.pub"]
                  write: ["logs/web*"]
            """;

    @TempDir
    static Path folder;

    private static ClosedHub hub;

    @BeforeAll
    static void start() throws Exception {
        hub = ClosedHub.start(folder, ROLES);
        collect(hub.admin(), "web", "db", "of-ann", "of-bob");
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    @Test
    void shouldReadOnlyTheApplicationsOfTheRole() throws Exception {
        assertThat(applications("web")).containsExactly("web");
        assertThat(applications("of-ann")).containsExactly("of-ann");
        assertThat(read("db", false).await().text()).isEqualTo("PERMISSION_DENIED DENIED");
        assertThat(read("of-bob", false).await().text()).isEqualTo("PERMISSION_DENIED DENIED");
    }

    @Test
    void shouldReadOnlyThoseOfAllApplicationsToo() throws Exception {
        assertThat(applications("")).containsExactlyInAnyOrder("web", "of-ann");
    }

    @Test
    void shouldSeeNoApplicationOfOthersThatBeginsWhileItReadsAll() throws Exception {
        RawCall stream = read("", true);
        assertThat(LogEntry.parseFrom(stream.message()).getApplication()).isIn("web", "of-ann");
        assertThat(LogEntry.parseFrom(stream.message()).getApplication()).isIn("web", "of-ann");

        collect(hub.admin(), "new-one", "db", "web");

        assertThat(LogEntry.parseFrom(stream.message()).getApplication()).isEqualTo("web");
        stream.reset();
    }

    @Test
    void shouldTakeOnlyEntriesOfTheApplicationsOfTheRole() throws Exception {
        LogCollectionResult result = collect(web(), "web-2", "db", "web-2", "of-ann", "db");

        assertThat(result.getIndexedCount()).isEqualTo(2);
        assertThat(result.getRejectedCount()).isEqualTo(3);
        assertThat(result.getErrors(0))
                .isEqualTo("entry 2: application: not permitted (expected: one that the caller may send entries of)");
    }

    @Test
    void shouldListOnlyTheTopicsOfTheRole() throws Exception {
        RawCall call = hub.call(RawConnection.LIST_TOPICS, web())
                .send(GrpcFrames.plain(
                        ListTopicsRequest.newBuilder().setPrefix("logs/").build()))
                .end();

        assertThat(ListTopicsResponse.parseFrom(call.message()).getTopicsList())
                .extracting(dev.yamabiko.proto.hub.v1.Topic::getName)
                .containsExactly("logs/of-ann", "logs/web");
    }

    @Test
    void shouldReadNoMetricsAndRecordNone() throws Exception {
        RawCall read = hub.call(RawConnection.STREAM_METRICS, web())
                .send(GrpcFrames.plain(MetricsRequest.getDefaultInstance()))
                .end();
        RawCall recorded = hub.call(RawConnection.RECORD_METRICS, web()).end();

        assertThat(read.await().text()).isEqualTo("PERMISSION_DENIED DENIED");
        assertThat(recorded.await().text()).isEqualTo("PERMISSION_DENIED DENIED");
    }

    @Test
    void shouldListOnlyTheFilesOfTheRole() throws Exception {
        for (String name : List.of("ann/a", "ann/b", "ann2/a", "bob/key.pub", "bob/key.pub.secret", "c")) {
            upload(name);
        }

        assertThat(files("", 0)).containsExactly("ann/a", "ann/b", "bob/key.pub");
        assertThat(files("", 2)).containsExactly("ann/a", "ann/b");
        assertThat(files("ann/", 0)).containsExactly("ann/a", "ann/b");
        assertThat(files("bob/key.pub", 0)).containsExactly("bob/key.pub");
        assertThat(list("bob/", 0).await().text()).isEqualTo("PERMISSION_DENIED DENIED");
        assertThat(list("ann", 0).await().text()).isEqualTo("PERMISSION_DENIED DENIED");
    }

    private static void upload(String name) throws Exception {
        RawCall call = hub.call("/file.v1.FileService/UploadFile", hub.admin())
                .send(GrpcFrames.plain(FileChunk.newBuilder()
                        .setFilePath(name)
                        .setData(ByteString.copyFromUtf8("hello"))
                        .setIsLastChunk(true)
                        .build()))
                .end();
        assertThat(call.await().text()).isEqualTo("OK");
    }

    private static List<String> files(String prefix, int limit) throws Exception {
        RawCall list = list(prefix, limit);
        assertThat(list.await().text()).isEqualTo("OK");
        List<String> names = new ArrayList<>();
        for (byte[] message : list.rest()) {
            names.add(FileInfo.parseFrom(message).getFilePath());
        }
        return names;
    }

    private static RawCall list(String prefix, int limit) throws Exception {
        return hub.call("/file.v1.FileService/ListFiles", web())
                .send(GrpcFrames.plain(ListFilesRequest.newBuilder()
                        .setPrefix(prefix)
                        .setLimit(limit)
                        .build()))
                .end();
    }

    private static String web() {
        return hub.token("web", "*").token();
    }

    private static List<String> applications(String application) throws Exception {
        RawCall stream = read(application, false);
        assertThat(stream.await().text()).isEqualTo("OK");
        List<String> applications = new ArrayList<>();
        for (byte[] message : stream.rest()) {
            applications.add(LogEntry.parseFrom(message).getApplication());
        }
        return applications.stream().distinct().toList();
    }

    private static RawCall read(String application, boolean follow) throws Exception {
        LogStreamRequest request = LogStreamRequest.newBuilder()
                .setApplication(application)
                .setFollow(follow)
                .build();
        return hub.call(RawConnection.STREAM_LOGS, web())
                .send(GrpcFrames.plain(request))
                .end();
    }

    private static LogCollectionResult collect(String token, String... applications) throws Exception {
        RawCall upload = hub.call(RawConnection.COLLECT_LOGS, token);
        for (String application : applications) {
            upload.send(GrpcFrames.plain(LogEntry.newBuilder()
                    .setApplication(application)
                    .setMessage("hello")
                    .build()));
        }
        return LogCollectionResult.parseFrom(upload.end().message());
    }
}
