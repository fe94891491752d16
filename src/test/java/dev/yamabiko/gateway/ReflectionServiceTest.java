package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.datacollection.v1.DataCollectionProto;
import dev.yamabiko.proto.grpc.health.v1.HealthProto;
import dev.yamabiko.proto.grpc.reflection.v1.ExtensionRequest;
import dev.yamabiko.proto.grpc.reflection.v1.ServerReflectionRequest;
import dev.yamabiko.proto.grpc.reflection.v1.ServerReflectionResponse;
import dev.yamabiko.proto.grpc.reflection.v1.ServiceResponse;
import dev.yamabiko.proto.log.v1.LogProto;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class ReflectionServiceTest {

    private final ReflectionService reflection = new ReflectionService(
            Stream.of(LogProto.getDescriptor(), DataCollectionProto.getDescriptor(), HealthProto.getDescriptor())
                    .map(FileDescriptor::getServices)
                    .flatMap(List::stream)
                    .toList());

    @Test
    void shouldListTheServices() {
        ServerReflectionResponse response = answer(request().setListServices("*"));

        assertThat(response.getListServicesResponse().getServiceList())
                .extracting(ServiceResponse::getName)
                .containsExactly(
                        "log.v1.LogService", "datacollection.v1.DataCollectionService", "grpc.health.v1.Health");
    }

    @Test
    void shouldGiveAFileWithAllItImportsEachOnce() {
        assertThat(files(request().setFileByFilename("datacollection/v1/datacollection.proto")))
                .containsExactly("datacollection/v1/datacollection.proto", "log/v1/log.proto", "hub/v1/resume.proto");
        assertThat(files(request().setFileByFilename("hub/v1/resume.proto"))).containsExactly("hub/v1/resume.proto");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "log.v1.LogService",
                "log.v1.LogService.StreamLogs",
                "log.v1.LogEntry",
                "log.v1.LogEntry.message",
                "log.v1.LogEntry.FieldsEntry"
            })
    void shouldFindTheFileOfASymbol(String symbol) {
        assertThat(files(request().setFileContainingSymbol(symbol))).startsWith("log/v1/log.proto");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"grpc.health.v1.HealthCheckResponse.ServingStatus", "grpc.health.v1.HealthCheckResponse.SERVING"
            })
    void shouldFindEnumsAndTheirValues(String symbol) {
        assertThat(files(request().setFileContainingSymbol(symbol))).containsExactly("grpc/health/v1/health.proto");
    }

    @Test
    void shouldSayWhatItDoesNotKnow() {
        assertThat(error(request().setFileByFilename("none.proto"))).isEqualTo(5);
        assertThat(error(request().setFileContainingSymbol("none.None"))).isEqualTo(5);
        assertThat(error(request().setFileContainingSymbol(""))).isEqualTo(5);
        assertThat(error(request().setFileContainingExtension(ExtensionRequest.getDefaultInstance())))
                .isEqualTo(5);
        assertThat(error(request().setAllExtensionNumbersOfType("log.v1.LogEntry")))
                .isEqualTo(5);
        assertThat(error(request())).isEqualTo(3);
    }

    @Test
    void shouldRepeatTheRequestAndItsHost() {
        ServerReflectionRequest request =
                request().setHost("node-1").setListServices("").build();

        ServerReflectionResponse response = reflection.answer(request);

        assertThat(response.getOriginalRequest()).isEqualTo(request);
        assertThat(response.getValidHost()).isEqualTo("node-1");
    }

    private static ServerReflectionRequest.Builder request() {
        return ServerReflectionRequest.newBuilder();
    }

    private ServerReflectionResponse answer(ServerReflectionRequest.Builder request) {
        return reflection.answer(request.build());
    }

    private int error(ServerReflectionRequest.Builder request) {
        return answer(request).getErrorResponse().getErrorCode();
    }

    private List<String> files(ServerReflectionRequest.Builder request) {
        return answer(request).getFileDescriptorResponse().getFileDescriptorProtoList().stream()
                .map(ReflectionServiceTest::name)
                .toList();
    }

    private static String name(ByteString file) {
        try {
            return FileDescriptorProto.parseFrom(file).getName();
        } catch (InvalidProtocolBufferException error) {
            throw new AssertionError(error);
        }
    }
}
