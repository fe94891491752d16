package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.grpc.reflection.v1.ServerReflectionRequest;
import dev.yamabiko.proto.grpc.reflection.v1.ServerReflectionResponse;
import dev.yamabiko.proto.grpc.reflection.v1.ServiceResponse;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reflection as clients use it: many requests on one stream, under the new and the old name. */
@Timeout(30)
class ReflectionTest {

    @TempDir
    Path folder;

    private Vertx vertx;
    private RunningHub hub;
    private RawConnection connection;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.inMemory(folder);
        vertx = Vertx.vertx();
        connection = RawConnection.open(vertx, hub.port());
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close();
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1alpha"})
    void shouldAnswerManyRequestsOnOneStreamInOrder(String version) throws Exception {
        // Given
        RawCall call = connection.call("/grpc.reflection." + version + ".ServerReflection/ServerReflectionInfo");

        // When
        call.send(frame(ServerReflectionRequest.newBuilder().setListServices("")));
        ServerReflectionResponse services = next(call);
        call.send(frame(ServerReflectionRequest.newBuilder().setFileContainingSymbol("log.v1.LogService")))
                .send(frame(ServerReflectionRequest.newBuilder().setFileByFilename("hub/v1/hub.proto")))
                .send(frame(ServerReflectionRequest.newBuilder().setFileContainingSymbol("no.Symbol")));

        // Then
        assertThat(services.getListServicesResponse().getServiceList())
                .extracting(ServiceResponse::getName)
                .contains(
                        "log.v1.LogService",
                        "datacollection.v1.DataCollectionService",
                        "hub.v1.HubService",
                        "grpc.health.v1.Health",
                        "grpc.reflection.v1.ServerReflection");
        assertThat(next(call).getFileDescriptorResponse().getFileDescriptorProtoCount())
                .isEqualTo(2);
        assertThat(next(call).getFileDescriptorResponse().getFileDescriptorProtoCount())
                .isEqualTo(1);
        assertThat(next(call).getErrorResponse().getErrorCode()).isEqualTo(GrpcCode.NOT_FOUND.number());
        assertThat(call.end().await().text()).isEqualTo("OK");
    }

    private static byte[] frame(ServerReflectionRequest.Builder request) {
        return GrpcFrames.plain(request.build());
    }

    private static ServerReflectionResponse next(RawCall call) throws Exception {
        return ServerReflectionResponse.parseFrom(call.message());
    }
}
