package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.gateway.TlsClient;
import dev.yamabiko.proto.datacollection.v1.DataCollectionServiceGrpc;
import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogServiceGrpc;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.Certificate;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are renewed under a thousand open streams. */
class CertificateIT {

    private static final int STREAMS = 1_000;
    private static final int STREAMS_OF_A_CONNECTION = 50;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private final AtomicInteger heard = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final List<ManagedChannel> channels = new ArrayList<>();

    @Test
    void shouldDropNoStreamAndShowNewConnectionsTheNewOne() throws Exception {
        // Given: a thousand followers
        Certificate current = Certificate.make(folder, "current");
        Certificate first = copy(current, "first");
        HubNode node = HubNode.in(folder)
                .config("tls: {certificate: '" + current.certificate() + "', key: '" + current.key()
                        + "', reload-seconds: 1}");
        try (HubProcess hub = node.start()) {
            channels.add(TlsClient.channel(node.port(), first));
            send();
            for (int i = 0; i < STREAMS / STREAMS_OF_A_CONNECTION; i++) {
                ManagedChannel channel = TlsClient.channel(node.port(), first);
                channels.add(channel);
                for (int stream = 0; stream < STREAMS_OF_A_CONNECTION; stream++) {
                    follow(channel);
                }
            }
            awaitHeard(1);

            // When: a certificate that cannot be read, then one that can
            Files.writeString(current.certificate(), "none");
            Await.until("it says so", SOON, () -> hub.errors().contains("certificate refused"));
            assertThat(shown(node)).isEqualTo("CN=current");
            send();
            awaitHeard(2);
            Certificate next = Certificate.make(folder, "next");
            current.replace(next);
            Await.until("the new one is shown", SOON, () -> shown(node).equals("CN=next"));
            send();

            // Then: all hear it, also from a connection that has seen the new one
            awaitHeard(3);
            channels.add(0, TlsClient.channel(node.port(), next));
            send();
            awaitHeard(4);
        } finally {
            channels.forEach(ManagedChannel::shutdownNow);
        }
    }

    /** So many entries each. */
    private void awaitHeard(int entries) {
        Await.until(
                () -> heard.get() + " heard, " + lost.get() + " lost",
                SOON,
                () -> heard.get() == STREAMS * entries || lost.get() > 0);
        assertThat(lost).hasValue(0);
    }

    private void follow(ManagedChannel channel) {
        LogStreamRequest request = LogStreamRequest.newBuilder()
                .setApplication("renewed")
                .setFollow(true)
                .setHeartbeatSeconds(3_600)
                .build();
        LogServiceGrpc.newStub(channel).streamLogs(request, new Follower());
    }

    /** One more entry, over the first channel. */
    private void send() throws Exception {
        CompletableFuture<LogCollectionResult> answer = new CompletableFuture<>();
        StreamObserver<LogEntry> call = DataCollectionServiceGrpc.newStub(channels.get(0))
                .collectLogs(new StreamObserver<>() {
                    @Override
                    public void onNext(LogCollectionResult result) {
                        answer.complete(result);
                    }

                    @Override
                    public void onError(Throwable error) {
                        answer.completeExceptionally(error);
                    }

                    @Override
                    public void onCompleted() {
                        // answered
                    }
                });
        call.onNext(LogEntry.newBuilder()
                .setApplication("renewed")
                .setMessage("one more")
                .build());
        call.onCompleted();
        assertThat(answer.get(SOON.toSeconds(), TimeUnit.SECONDS).getIndexedCount())
                .isOne();
    }

    private Certificate copy(Certificate original, String name) throws Exception {
        return new Certificate(Files.copy(original.certificate(), folder.resolve(name + ".crt")), original.key());
    }

    private static String shown(HubNode node) {
        try {
            return TlsClient.shown(node.port()).getSubjectX500Principal().getName();
        } catch (Exception error) {
            throw new AssertionError(error);
        }
    }

    private final class Follower implements StreamObserver<LogEntry> {
        @Override
        public void onNext(LogEntry entry) {
            heard.incrementAndGet();
        }

        @Override
        public void onError(Throwable error) {
            lost.incrementAndGet();
        }

        @Override
        public void onCompleted() {
            lost.incrementAndGet();
        }
    }
}
