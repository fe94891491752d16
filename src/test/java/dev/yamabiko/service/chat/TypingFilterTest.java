package dev.yamabiko.service.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.service.Times;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Signals;
import dev.yamabiko.support.ManualClock;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class TypingFilterTest {

    private final ManualClock clock = new ManualClock(1_000_000);
    private final TypingFilter filter = new TypingFilter("self", 1_000, clock);

    @Test
    void shouldTellOfOthersAndOfTheirEndWhereItToldOfTheBeginning() {
        Frames ann = typing("ann", false);
        assertThat(filter.of(ann)).isSameAs(ann);
        assertThat(filter.of(typing("self", false)).isEmpty()).isTrue();
        assertThat(filter.of(typing("bob", true)).isEmpty()).isTrue();
        assertThat(filter.of(typing("ann", true)).count()).isEqualTo(1);
        assertThat(filter.of(typing("ann", true)).isEmpty()).isTrue();
        assertThat(filter.of(Signals.heartbeat(3)).isEmpty()).isTrue();
    }

    @Test
    void shouldTellNothingOfWhoHasDiedTyping() {
        Frames old = typing("ann", false);
        clock.advance(2_000);
        Frames mixed = join(old, typing("bob", false), typing("self", false), typing("cat", false));

        assertThat(filter.of(old).isEmpty()).isTrue();
        assertThat(filter.of(mixed)).satisfies(news -> {
            assertThat(news.count()).isEqualTo(2);
            assertThat(new String(news.toBytes(), java.nio.charset.StandardCharsets.ISO_8859_1))
                    .contains("bob", "cat")
                    .doesNotContain("ann", "self");
        });
    }

    private Frames typing(String user, boolean stopped) {
        return Frames.ofMessage(ChatMessage.newBuilder()
                .setType(ChatMessage.Type.TYPE_TYPING)
                .setUserId(user)
                .setTimestamp(Times.timestamp(clock.millis()))
                .setStopped(stopped)
                .build()
                .toByteArray());
    }

    private static Frames join(Frames... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Frames part : parts) {
            all.writeBytes(part.toBytes());
        }
        return Frames.of(all.toByteArray(), 0, all.size());
    }
}
