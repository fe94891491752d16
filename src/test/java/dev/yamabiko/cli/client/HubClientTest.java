package dev.yamabiko.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How calls end that never become calls to a hub. */
class HubClientTest {

    private static final ServiceMethod<Buffer, Buffer> METHOD = ServiceMethod.client(
            ServiceName.create("a.v1", "A"), "B", GrpcMessageEncoder.IDENTITY, GrpcMessageDecoder.IDENTITY);

    @Test
    void shouldSayThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(ending(port))
                .isEqualTo(new Ending.Unreached("cannot reach 127.0.0.1:" + port + ": connection refused"));
    }

    @Test
    void shouldSayThatTheHostIsUnknown() throws Exception {
        try (HubClient client = new HubClient(List.of(new ServerAddress("no.such.host.invalid", 1)))) {
            assertThat(client.open(METHOD).ending())
                    .isEqualTo(new Ending.Unreached(
                            "cannot reach no.such.host.invalid:1: unknown host no.such.host.invalid"));
        }
    }

    @Test
    void shouldSayThatAnotherProtocolIsSpoken() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> answerAsHttp1(socket));

            Ending ending = ending(socket.getLocalPort());

            assertThat(ending).isInstanceOf(Ending.Foreign.class);
            assertThat(ending.text()).contains("answers, but not as a hub does");
            assertThat(ending.retryable()).isFalse();
            served.join();
        }
    }

    @Test
    void shouldNotWaitForEverForAnAnswer() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HubClient client = new HubClient(List.of(new ServerAddress("127.0.0.1", silent.getLocalPort())));
                Call call = client.open(METHOD)) {
            assertThat(call.open(Duration.ofMillis(50))).isNull();

            assertThat(call.ending())
                    .isEqualTo(new Ending.Lost("no answer from 127.0.0.1:" + silent.getLocalPort() + " in 0 s"));
            assertThat(call.next(Duration.ofSeconds(5))).isEmpty();
            assertThat(call.send(List.of(Buffer.buffer("late")))).isFalse();
        }
    }

    @Test
    void shouldCallAnotherServerWhereOneFails() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HubClient client = new HubClient(List.of(
                        new ServerAddress("127.0.0.1", 1), new ServerAddress("127.0.0.1", silent.getLocalPort())))) {
            Call first = client.open(METHOD);
            assertThat(first.server().port()).isEqualTo(1);
            assertThat(first.ending()).isInstanceOf(Ending.Unreached.class);
            assertThat(client.exhausted()).isFalse();

            Call second = client.open(METHOD);
            assertThat(second.server().port()).isEqualTo(silent.getLocalPort());
            second.close();
            Call third = client.open(METHOD);
            assertThat(third.server()).isEqualTo(second.server());
            assertThat(third.open(Duration.ofMillis(50))).isNull();

            assertThat(client.open(METHOD).server()).isEqualTo(first.server());
            assertThat(client.exhausted()).isTrue();
        }
    }

    private static Ending ending(int port) throws InterruptedException {
        try (HubClient client = new HubClient(List.of(new ServerAddress("127.0.0.1", port)));
                Call call = client.open(METHOD)) {
            call.send(List.of(Buffer.buffer("hello")));
            call.finish();
            assertThat(call.next(Duration.ofSeconds(20))).isEmpty();
            return call.ending();
        }
    }

    private static void answerAsHttp1(ServerSocket socket) {
        try (Socket peer = socket.accept()) {
            peer.getOutputStream()
                    .write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            peer.shutdownOutput();
            peer.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException gone) {
            // The client has left.
        }
    }
}
