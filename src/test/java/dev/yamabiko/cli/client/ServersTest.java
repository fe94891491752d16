package dev.yamabiko.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ServersTest {

    private static final ServerAddress A = new ServerAddress("a", 1);
    private static final ServerAddress B = new ServerAddress("b", 1);
    private static final ServerAddress C = new ServerAddress("c", 1);
    private static final List<ServerAddress> NOBODY = List.of();

    @Test
    void shouldStayWithOneThatAnswers() {
        Servers servers = new Servers(List.of(A, B));

        servers.answered();
        servers.learn(List.of(B, C));

        assertThat(servers.current()).isEqualTo(A);
    }

    @Test
    void shouldGoOnWithTheNextAndComeRound() {
        Servers servers = new Servers(List.of(A, B));

        servers.failed(A, NOBODY);
        assertThat(servers.current()).isEqualTo(B);
        servers.failed(B, NOBODY);
        assertThat(servers.current()).isEqualTo(A);
    }

    @Test
    void shouldGoOnWithOneItHasLearnedOf() {
        Servers servers = new Servers(List.of(A));
        servers.learn(List.of(A, B));
        servers.learn(NOBODY);

        servers.failed(A, NOBODY);

        assertThat(servers.current()).isEqualTo(B);
    }

    @Test
    void shouldGoWhereItIsSent() {
        Servers servers = new Servers(List.of(A, B));

        servers.failed(A, List.of(A, C));

        assertThat(servers.current()).isEqualTo(C);
    }

    @Test
    void shouldMoveOnOnceHoweverManyCallsOfAServerFail() {
        Servers servers = new Servers(List.of(A, B, C));

        servers.failed(A, NOBODY);
        servers.failed(A, NOBODY);

        assertThat(servers.current()).isEqualTo(B);
    }

    @Test
    void shouldBeExhaustedWhenEveryServerHasFailedSinceOneAnswered() {
        Servers servers = new Servers(List.of(A, B));
        servers.failed(A, NOBODY);
        servers.answered();
        servers.failed(A, NOBODY);
        assertThat(servers.exhausted()).isFalse();

        servers.failed(B, NOBODY);

        assertThat(servers.exhausted()).isTrue();
    }

    @Test
    void shouldLearnOfABoundedNumber() {
        Servers servers = new Servers(List.of(A));
        servers.learn(IntStream.range(0, 10_000)
                .mapToObj(i -> new ServerAddress("n" + i, 1))
                .toList());

        for (int i = 0; i < 101; i++) {
            servers.failed(servers.current(), NOBODY);
        }

        assertThat(servers.current()).isEqualTo(A);
    }
}
