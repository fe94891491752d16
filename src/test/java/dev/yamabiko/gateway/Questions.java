package dev.yamabiko.gateway;

import dev.yamabiko.proto.grpc.reflection.v1.ServerReflectionRequest;
import java.io.ByteArrayOutputStream;

/** Requests of reflection, whose answers are many times as large. */
final class Questions {

    private Questions() {}

    /** So many in a row, of one file each. */
    static byte[] asked(int count) {
        byte[] question = GrpcFrames.plain(ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol("log.v1.LogService")
                .build());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(question);
        }
        return all.toByteArray();
    }
}
