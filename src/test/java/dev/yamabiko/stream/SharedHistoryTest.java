package dev.yamabiko.stream;

import static dev.yamabiko.stream.Stage.OTHER;
import static dev.yamabiko.stream.Stage.TOPIC;
import static dev.yamabiko.stream.Stage.follow;
import static dev.yamabiko.stream.Stage.once;
import static dev.yamabiko.stream.Stage.play;
import static dev.yamabiko.stream.Stage.prefix;
import static dev.yamabiko.stream.Stage.range;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.support.FakeSink;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What readers hear of a journal that is not theirs alone: it may begin another history, or stop answering. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class SharedHistoryTest {

    /** Three looks at the tail without an answer are too many. */
    private static final StreamLimits IMPATIENT = new StreamLimits(32 << 10, 16 << 20, 16 << 20, 4 << 10, 1_000, 3_000);

    @Test
    void shouldEndEveryReaderWhenTheJournalBeginsAnotherHistory(Vertx vertx) {
        play(vertx, stage -> {
            stage.append(TOPIC, 5);
            FakeSink follower = stage.read(follow(TOPIC));
            FakeSink all = stage.read(prefix("logs/"));

            stage.held.beginHistory("another");
            stage.lane.checkTails();
            stage.turns.runAll();

            assertThat(follower.failure()).isInstanceOf(StreamError.HistoryChanged.class);
            assertThat(all.failure()).isInstanceOf(StreamError.HistoryChanged.class);
        });
    }

    @Test
    void shouldReadTheNewHistoryFromItsOwnBeginning(Vertx vertx) {
        play(vertx, stage -> {
            stage.append(TOPIC, 5);
            stage.read(follow(TOPIC));
            stage.held.beginHistory("another");
            stage.lane.checkTails();
            stage.turns.runAll();

            FakeSink again = stage.read(follow(TOPIC));
            stage.append(TOPIC, 1);
            stage.lane.checkTails();
            stage.turns.runAll();

            assertThat(again.offsets()).isEqualTo(range(1, 6));
            assertThat(again.failure()).isNull();
        });
    }

    @Test
    void shouldSendReadersElsewhereWhenTheJournalHasNotAnsweredForTooLong(Vertx vertx) {
        play(vertx, IMPATIENT, stage -> {
            FakeSink follower = stage.read(follow(TOPIC));
            stage.held.keepSilent(true);

            stage.lane.checkTails();
            stage.lane.checkTails();
            assertThat(follower.failure()).isNull();
            stage.lane.checkTails();

            assertThat(follower.failure()).isInstanceOf(StreamError.JournalUnavailable.class);
        });
    }

    @Test
    void shouldKeepReadersThroughAShortSilence(Vertx vertx) {
        play(vertx, IMPATIENT, stage -> {
            FakeSink follower = stage.read(follow(TOPIC));
            for (int i = 0; i < 3; i++) {
                stage.held.keepSilent(true);
                stage.lane.checkTails();
                stage.lane.checkTails();
                stage.held.keepSilent(false);
                stage.lane.checkTails();
                stage.turns.runAll();
            }
            stage.append(TOPIC, 2);

            assertThat(follower.offsets()).isEqualTo(range(1, 2));
        });
    }

    @Test
    void shouldSayWhatIsReadHereWhileItIsFollowed(Vertx vertx) {
        play(vertx, stage -> {
            FakeSink one = stage.read(follow(TOPIC));
            FakeSink two = stage.read(follow(TOPIC));
            FakeSink all = stage.read(prefix("logs/"));
            stage.read(once(follow(OTHER)));

            assertThat(stage.relay.read())
                    .containsExactlyInAnyOrder(
                            follow(TOPIC).selection(),
                            follow(TOPIC).selection(),
                            prefix("logs/").selection());
            one.disconnect();
            two.disconnect();
            all.disconnect();

            assertThat(stage.relay.read()).isEmpty();
        });
    }
}
