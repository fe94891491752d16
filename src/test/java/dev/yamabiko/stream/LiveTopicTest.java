package dev.yamabiko.stream;

import static dev.yamabiko.support.Records.batch;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class LiveTopicTest {

    private static final Topic TOPIC = new Topic("logs/a");

    private final LiveTopic live = new LiveTopic(TOPIC);
    private final List<Block> held = new ArrayList<>();

    @RepeatedTest(20)
    void shouldHoldWhatItSaysWhateverComesAndGoes(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        long next = 1;
        for (int i = 0; i < 2_000; i++) {
            int dice = random.nextInt(100);
            if (dice < 10 && !held.isEmpty()) {
                live.evict();
                held.remove(0);
            } else {
                next += dice == 99 ? 5 : 0;
                next = add(batch(TOPIC, dice > 97 ? 100 : 1 + random.nextInt(3)).stamp(next, 0));
            }
        }

        assertThat(held).hasSizeLessThan(600);
        for (int i = 1; i < held.size(); i++) {
            assertThat(held.get(i).first()).isEqualTo(held.get(i - 1).last() + 1);
        }
        held.forEach(block -> {
            assertThat(live.holding(block.first())).isSameAs(block);
            assertThat(live.holding(block.last())).isSameAs(block);
        });
        assertThat(live.clear()).isEqualTo(held);
    }

    private long add(Block block) {
        LiveTopic.Change change = Objects.requireNonNull(live.add(block));
        held.removeAll(change.left());
        held.addAll(change.came());
        assertThat(live.add(block)).as("an echo").isNull();
        return block.last() + 1;
    }
}
