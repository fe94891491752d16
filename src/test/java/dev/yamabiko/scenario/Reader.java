package dev.yamabiko.scenario;

import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogServiceGrpc;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One StreamLogs call, in lines, and how far it has come. Used by one thread. */
final class Reader {

    private static final Metadata.Key<String> EPOCH = Metadata.Key.of("hub-epoch", Metadata.ASCII_STRING_MARSHALLER);
    private static final int PATIENCE_SECONDS = 20;

    private final LogStreamRequest request;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Map<String, Long> after = new ConcurrentHashMap<>();
    private final AtomicReference<Metadata> head = new AtomicReference<>();
    private final Call call = new Call();

    /** Begins to read. */
    Reader(Channel channel, LogStreamRequest request) {
        this.request = request;
        Channel listening = ClientInterceptors.intercept(
                channel, MetadataUtils.newCaptureMetadataInterceptor(head, new AtomicReference<>()));
        LogServiceGrpc.newStub(listening).streamLogs(request, call);
    }

    /** Waits for so many lines. */
    List<String> lines(int count) throws InterruptedException {
        List<String> taken = new ArrayList<>();
        while (taken.size() < count) {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                break;
            }
            taken.add(line);
        }
        return taken;
    }

    /** Waits for the end: all lines, the status being the last. */
    List<String> toEnd() throws InterruptedException {
        List<String> taken = new ArrayList<>();
        String line;
        do {
            line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            taken.add(String.valueOf(line));
        } while (line != null && !Character.isUpperCase(line.charAt(0)));
        return taken;
    }

    /** Leaves the call, and says how to go on after what was seen. */
    LogStreamRequest leave() {
        call.cancel();
        return request.toBuilder()
                .setResume(Resume.newBuilder().setEpoch(epoch()).putAllAfter(after))
                .build();
    }

    private String epoch() {
        Metadata seen = head.get();
        String epoch = seen == null ? null : seen.get(EPOCH);
        return epoch == null ? "" : epoch;
    }

    private final class Call implements ClientResponseObserver<LogStreamRequest, LogEntry> {
        private @Nullable ClientCallStreamObserver<LogStreamRequest> stream;

        @Override
        public void beforeStart(ClientCallStreamObserver<LogStreamRequest> requestStream) {
            stream = requestStream;
        }

        @Override
        public void onNext(LogEntry entry) {
            if (!entry.getHeartbeat()) {
                after.put("logs/" + entry.getApplication(), entry.getOffset());
            }
            lines.add(Lines.of(entry));
        }

        @Override
        public void onError(Throwable error) {
            lines.add(Lines.of(error));
        }

        @Override
        public void onCompleted() {
            lines.add("OK");
        }

        void cancel() {
            if (stream != null) {
                stream.cancel("dropped", null);
            }
        }
    }
}
