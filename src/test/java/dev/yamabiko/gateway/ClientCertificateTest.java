package dev.yamabiko.gateway;

import static dev.yamabiko.support.FileCalls.chunk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.proto.file.v1.FileChunk;
import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.hub.v1.HubServiceGrpc;
import dev.yamabiko.support.Certificate;
import dev.yamabiko.support.FileCalls;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that show certificates: who gets in, and whom the hub takes them for. */
@Timeout(60)
class ClientCertificateTest {

    private static final FileChunk HALF =
            chunk("half", 0, new byte[1_000]).setTotalSize(2_000).build();

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Certificate node;
    private Certificate ann;
    private Certificate bob;

    @BeforeEach
    void makeCertificates() throws Exception {
        node = Certificate.make(folder, "node");
        ann = Certificate.make(folder, "ann");
        bob = Certificate.make(folder, "bob");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void shouldTakeThoseAloneThatShowACertificateItTrusts() throws Exception {
        RunningHub hub = start("required");
        Certificate stranger = Certificate.make(folder, "stranger");

        getNode(client(TlsClient.channel(hub.port(), node, ann)));
        assertThatThrownBy(() -> getNode(client(TlsClient.channel(hub.port(), node, stranger))))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("UNAVAILABLE");
        assertThatThrownBy(() -> getNode(client(TlsClient.channel(hub.port(), node))))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("UNAVAILABLE");
    }

    @Test
    void shouldKnowThoseByTheirAddressWhoShowNoneWhereItIsOptional() throws Exception {
        // Given: a client whose certificate nobody has signed, and which therefore shows none
        RunningHub hub = start("optional");
        Certificate stranger = Certificate.make(folder, "stranger");
        FileCalls unknown = new FileCalls(client(TlsClient.channel(hub.port(), node, stranger)));
        assertThat(unknown.send(List.of(HALF)).getStatus()).isEqualTo("INCOMPLETE");

        FileCalls nameless = new FileCalls(client(TlsClient.channel(hub.port(), node)));
        FileCalls hers = new FileCalls(client(TlsClient.channel(hub.port(), node, ann)));
        assertThat(nameless.status("half").getOffset()).isEqualTo(1_000);
        assertThatThrownBy(() -> hers.status("half")).hasMessageContaining("NOT_FOUND");
    }

    @Test
    void shouldKnowCallersByTheirSubjectsThoughTheyShareAnAddress() throws Exception {
        // Given: an upload of one of them that is not complete; uploads belong to their callers
        RunningHub hub = start("required");
        FileCalls hers = new FileCalls(client(TlsClient.channel(hub.port(), node, ann)));
        FileCalls his = new FileCalls(client(TlsClient.channel(hub.port(), node, bob)));
        assertThat(hers.send(List.of(HALF)).getStatus()).isEqualTo("INCOMPLETE");

        // When, then
        FileCalls again = new FileCalls(client(TlsClient.channel(hub.port(), node, ann)));
        assertThat(again.status("half").getOffset()).isEqualTo(1_000);
        assertThatThrownBy(() -> his.status("half")).hasMessageContaining("NOT_FOUND");
    }

    private RunningHub start(String clientCertificates) throws Exception {
        Path authorities = Files.writeString(
                folder.resolve("clients.crt"),
                Files.readString(ann.certificate()) + Files.readString(bob.certificate()));
        RunningHub hub = RunningHub.inMemory(
                folder,
                "tls:",
                "  certificate: '" + node.certificate() + "'",
                "  key: '" + node.key() + "'",
                "  client-authorities: '" + authorities + "'",
                "  client-certificates: " + clientCertificates);
        open.add(hub);
        return hub;
    }

    private ManagedChannel client(ManagedChannel channel) {
        open.add(0, channel::shutdownNow);
        return channel;
    }

    private static void getNode(ManagedChannel channel) {
        HubServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .getNode(GetNodeRequest.getDefaultInstance());
    }
}
