package dev.yamabiko.gateway;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.yamabiko.proto.grpc.reflection.v1.ErrorResponse;
import dev.yamabiko.proto.grpc.reflection.v1.FileDescriptorResponse;
import dev.yamabiko.proto.grpc.reflection.v1.ListServiceResponse;
import dev.yamabiko.proto.grpc.reflection.v1.ServerReflectionRequest;
import dev.yamabiko.proto.grpc.reflection.v1.ServerReflectionResponse;
import dev.yamabiko.proto.grpc.reflection.v1.ServiceResponse;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Server reflection: tells clients which services there are and what their messages look like. The same messages serve
 * {@code v1} and {@code v1alpha}. Immutable once built.
 */
final class ReflectionService {

    private final Collection<ServiceDescriptor> services;
    private final Map<String, FileDescriptor> byName = new LinkedHashMap<>();
    private final Map<String, FileDescriptor> bySymbol = new LinkedHashMap<>();

    /** Describes these services; more may be added to the collection before the first answer. */
    ReflectionService(Collection<ServiceDescriptor> services) {
        this.services = services;
    }

    /** Answers one request of the stream. */
    ServerReflectionResponse answer(ServerReflectionRequest request) {
        if (byName.isEmpty()) {
            services.forEach(service -> index(service.getFile()));
        }
        ServerReflectionResponse.Builder response = ServerReflectionResponse.newBuilder()
                .setValidHost(request.getHost())
                .setOriginalRequest(request);
        switch (request.getMessageRequestCase()) {
            case LIST_SERVICES -> response.setListServicesResponse(list());
            case FILE_BY_FILENAME -> file(response, byName.get(request.getFileByFilename()));
            case FILE_CONTAINING_SYMBOL -> file(response, bySymbol.get(request.getFileContainingSymbol()));
            case FILE_CONTAINING_EXTENSION, ALL_EXTENSION_NUMBERS_OF_TYPE ->
                error(response, GrpcCode.NOT_FOUND, "extension: none is known");
            default ->
                error(response, GrpcCode.INVALID_ARGUMENT, "message_request: not set (expected: one of its fields)");
        }
        return response.build();
    }

    private ListServiceResponse list() {
        ListServiceResponse.Builder list = ListServiceResponse.newBuilder();
        services.forEach(service -> list.addService(ServiceResponse.newBuilder().setName(service.getFullName())));
        return list.build();
    }

    private static void file(ServerReflectionResponse.Builder response, @Nullable FileDescriptor file) {
        if (file == null) {
            error(response, GrpcCode.NOT_FOUND, "file or symbol: not known here");
            return;
        }
        Set<FileDescriptor> files = new LinkedHashSet<>();
        withImports(file, files);
        FileDescriptorResponse.Builder found = FileDescriptorResponse.newBuilder();
        files.forEach(each -> found.addFileDescriptorProto(each.toProto().toByteString()));
        response.setFileDescriptorResponse(found);
    }

    private static void error(ServerReflectionResponse.Builder response, GrpcCode code, String message) {
        response.setErrorResponse(
                ErrorResponse.newBuilder().setErrorCode(code.number()).setErrorMessage(message));
    }

    private static void withImports(FileDescriptor file, Set<FileDescriptor> into) {
        if (into.add(file)) {
            file.getDependencies().forEach(dependency -> withImports(dependency, into));
        }
    }

    private void index(FileDescriptor file) {
        if (byName.putIfAbsent(file.getName(), file) != null) {
            return;
        }
        file.getDependencies().forEach(this::index);
        for (ServiceDescriptor service : file.getServices()) {
            bySymbol.put(service.getFullName(), file);
            for (MethodDescriptor method : service.getMethods()) {
                bySymbol.put(method.getFullName(), file);
            }
        }
        file.getMessageTypes().forEach(this::index);
        file.getEnumTypes().forEach(this::index);
    }

    private void index(Descriptor message) {
        bySymbol.put(message.getFullName(), message.getFile());
        message.getFields().forEach(field -> bySymbol.put(field.getFullName(), message.getFile()));
        message.getNestedTypes().forEach(this::index);
        message.getEnumTypes().forEach(this::index);
    }

    /** The values of an enum are named as if they stood beside it (protobuf language guide, Enumerations). */
    private void index(EnumDescriptor type) {
        bySymbol.put(type.getFullName(), type.getFile());
        String scope = type.getFullName()
                .substring(0, type.getFullName().length() - type.getName().length());
        type.getValues().forEach(value -> bySymbol.put(scope + value.getName(), type.getFile()));
    }
}
