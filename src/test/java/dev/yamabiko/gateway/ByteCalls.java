package dev.yamabiko.gateway;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Calls with grpc-java that carry bytes, so that messages may be wrong while everything below them is right. */
final class ByteCalls {

    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
        }
    };

    /** How a call ended, as grpc-java tells. */
    record End(Status status, String reason, Metadata head, List<byte[]> messages) {

        /** {@code CODE REASON}. */
        String text() {
            return reason.isEmpty() ? status.getCode().name() : status.getCode() + " " + reason;
        }
    }

    private final Channel channel;

    ByteCalls(Channel channel) {
        this.channel = channel;
    }

    /** Sends these messages, half-closes and waits for the end. */
    End call(String path, CallOptions options, byte[]... messages) throws Exception {
        Listener listener = new Listener();
        ClientCall<byte[], byte[]> call = channel.newCall(method(path), options);
        call.start(listener, new Metadata());
        call.setMessageCompression(true);
        call.request(Integer.MAX_VALUE);
        for (byte[] message : messages) {
            call.sendMessage(message);
        }
        call.halfClose();
        return listener.end.get(20, TimeUnit.SECONDS);
    }

    private static MethodDescriptor<byte[], byte[]> method(String path) {
        return MethodDescriptor.newBuilder(BYTES, BYTES)
                .setType(MethodType.BIDI_STREAMING)
                .setFullMethodName(path.substring(1))
                .build();
    }

    private static final class Listener extends ClientCall.Listener<byte[]> {
        private final CompletableFuture<End> end = new CompletableFuture<>();
        private final List<byte[]> messages = new ArrayList<>();
        private Metadata head = new Metadata();

        @Override
        public void onHeaders(Metadata headers) {
            head = headers;
        }

        @Override
        public void onMessage(byte[] message) {
            messages.add(message);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            end.complete(new End(status, reason(trailers), head, messages));
        }
    }

    /** The reason in {@code grpc-status-details-bin}; empty without one. */
    static String reason(Metadata trailers) {
        com.google.rpc.Status details = trailers.get(Metadata.Key.of(
                "grpc-status-details-bin",
                ProtoLiteUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance())));
        if (details == null) {
            return "";
        }
        try {
            for (Any detail : details.getDetailsList()) {
                if (detail.is(ErrorInfo.class)) {
                    return detail.unpack(ErrorInfo.class).getReason();
                }
            }
            return "";
        } catch (InvalidProtocolBufferException error) {
            throw new AssertionError("grpc-status-details-bin", error);
        }
    }
}
