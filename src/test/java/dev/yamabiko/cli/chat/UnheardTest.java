package dev.yamabiko.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.chat.v1.ChatError;
import dev.yamabiko.proto.chat.v1.ChatMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class UnheardTest {

    private final Unheard unheard = new Unheard();

    @BeforeEach
    void sayThree() {
        List.of("a", "b", "c").forEach(id -> unheard.add(message(id)));
    }

    @Test
    void shouldKeepInOrderWhatHasNotComeBack() {
        unheard.heard(message("b"));
        unheard.heard(message("somebody else's"));

        assertThat(unheard.all()).containsExactly(message("a"), message("c"));
    }

    @Test
    void shouldDropWhatThereIsNoUseInSayingAgain() {
        unheard.heard(refused("a", 0, 1));

        assertThat(unheard.all()).containsExactly(message("b"), message("c"));
        assertThat(unheard.takeLater()).isEmpty();
    }

    @Test
    void shouldSayAgainWhatMayBeTakenLaterOnce() throws Exception {
        unheard.heard(refused("b", 70, 1));

        assertThat(unheard.await("b")).isEqualTo(Duration.ofMillis(70));
        unheard.heard(refused("b", 70, 1));
        assertThat(unheard.takeLater()).containsExactly(message("b"));
        assertThat(unheard.takeLater()).isEmpty();
        assertThat(unheard.all()).hasSize(3);
    }

    @Test
    void shouldSayAllAgainWhereTheHubHasRefusedSeveralAndNamedTheFirst() {
        unheard.heard(refused("b", 70, 2));

        assertThat(unheard.takeLater()).containsExactly(message("a"), message("b"), message("c"));
    }

    @Test
    void shouldWaitForNothingOnceNothingWillCome() throws Exception {
        unheard.heard(message("c"));
        unheard.close();

        assertThat(unheard.await("a")).isNull();
        assertThat(unheard.awaitAll()).isEqualTo(2);
    }

    private static ChatMessage message(String id) {
        return ChatMessage.newBuilder().setMessageId(id).setContent(id).build();
    }

    private static ChatMessage refused(String id, long retryMs, int count) {
        return ChatMessage.newBuilder()
                .setMessageId(id)
                .setType(ChatMessage.Type.TYPE_ERROR)
                .setError(ChatError.newBuilder().setRetryAfterMs(retryMs).setRefused(count))
                .build();
    }
}
