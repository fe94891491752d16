package dev.yamabiko.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import dev.yamabiko.proto.hub.v1.Resume;
import org.junit.jupiter.api.Test;

class ResumeBookTest {

    private final ResumeBook book = new ResumeBook();

    @Test
    void shouldHaveNothingToGoOnFromAtFirst() {
        book.opened("e1");

        assertThat(book.resume()).isNull();
        assertThat(book.begun()).isFalse();
    }

    @Test
    void shouldGoOnAfterTheLastOffsetOfEachTopic() {
        book.opened("e1");
        book.seen("logs/a", 1);
        book.seen("logs/b", 7);
        book.seen("logs/a", 2);

        assertThat(book.resume())
                .isEqualTo(Resume.newBuilder()
                        .setEpoch("e1")
                        .putAfter("logs/a", 2)
                        .putAfter("logs/b", 7)
                        .build());
    }

    @Test
    void shouldKeepItsPositionsOnAnotherNodeOfTheSameHistory() {
        book.opened("e1");
        book.seen("logs/a", 5);

        assertThat(book.opened("e1")).isTrue();
        assertThat(book.opened("")).as("a hub that names no epoch").isTrue();
        assertThat(book.resume())
                .isEqualTo(
                        Resume.newBuilder().setEpoch("e1").putAfter("logs/a", 5).build());
    }

    @Test
    void shouldForgetItsPositionsInAnotherHistory() {
        book.opened("e1");
        book.seen("logs/a", 5);

        assertThat(book.opened("e2")).isFalse();

        assertThat(book.resume()).isNull();
        assertThat(book.begun()).as("what was seen is not asked for again").isTrue();
    }

    @Test
    void shouldGoOnAtTheEarliestThatIsLeftWhenHistoryHasExpired() {
        book.opened("e1");
        book.seen("logs/a", 5);

        String said = book.expired(info("e1", "logs/a", "101"));

        assertThat(said).contains("logs/a").contains("offset 101").contains("5 was the last one seen");
        assertThat(book.resume())
                .isEqualTo(Resume.newBuilder()
                        .setEpoch("e1")
                        .putAfter("logs/a", 5)
                        .setSkipGap(true)
                        .build());
    }

    @Test
    void shouldBeginAgainWhenTheEpochIsAnotherOne() {
        book.opened("e1");
        book.seen("logs/a", 5);

        String said = book.expired(info("e2", "logs/a", "1"));

        assertThat(said).contains("another one").contains("e2");
        assertThat(book.resume())
                .isEqualTo(Resume.newBuilder().setEpoch("e2").setSkipGap(true).build());
    }

    private static ErrorInfo info(String epoch, String topic, String earliest) {
        return ErrorInfo.newBuilder()
                .setReason(ResumeBook.HISTORY_EXPIRED)
                .putMetadata("epoch", epoch)
                .putMetadata("topic", topic)
                .putMetadata("earliest_offset", earliest)
                .build();
    }
}
