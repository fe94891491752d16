package dev.yamabiko.service.fold;

import static dev.yamabiko.support.Answer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import dev.yamabiko.service.fold.Words.Add;
import dev.yamabiko.service.fold.Words.Known;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.Relay;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.StreamLimits;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.FakeRelay;
import dev.yamabiko.support.HeldJournal;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folds of two nodes that share a journal. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class FoldsTest {

    private final ManualClock clock = new ManualClock(1_000);
    private final Gauges gauges = new Gauges();
    private LocalRelay relay;
    private Vertx vertx;
    private HeldJournal journal;

    @BeforeEach
    void open(Vertx vertx) {
        this.vertx = vertx;
        relay = new LocalRelay(vertx);
        journal = new HeldJournal(new MemoryJournal(vertx, new JournalBounds(0, 0, 10_000), clock, new Random(1)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldComeToTheSameOnEachNodeWhateverTheyDoAtOnce(boolean drafts) {
        Random random = new Random(7);
        List<Folds<Words, StringValue>> nodes = List.of(node(drafts), node(drafts), node(drafts));
        nodes.get(0).use("text");
        List<Future<?>> done = new ArrayList<>();

        for (int i = 0; i < 900; i++) {
            done.add(nodes.get(random.nextInt(3)).run("text", Add.of("word-" + random.nextInt(300))));
        }
        await(Future.all(done));

        List<String> words = await(nodes.get(0).run("text", Words.all()));
        assertThat(words).doesNotHaveDuplicates().hasSizeBetween(250, 300);
        assertThat(nodes)
                .allSatisfy(
                        node -> assertThat(await(node.run("text", Words.all()))).isEqualTo(words));
        assertThat(await(node(drafts).run("text", Words.all())))
                .as("after a restart")
                .isEqualTo(words);
    }

    @Test
    void shouldKeepWhatWaitsWithOneAppendWhereThereAreDrafts() {
        Folds<Words, StringValue> folds = node(true);
        await(folds.run("text", Add.of("first")));
        journal.hold();
        List<Future<Integer>> done = new ArrayList<>();

        for (int i = 0; i < 100; i++) {
            done.add(folds.run("text", Add.of("a-" + i, "b-" + i)));
        }
        journal.release();

        await(Future.all(done));
        assertThat(done.get(99).result()).isEqualTo(199);
        assertThat(await(folds.run("text", Words.all()))).hasSize(201);
        assertThat(journal.appends()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void shouldDecideEachOnWhatThoseBeforeItHaveDecided() {
        Folds<Words, StringValue> folds = node(true);
        journal.hold();
        Future<Integer> first = folds.run("text", Add.strictly("a"));
        Future<Integer> second = folds.run("text", Add.strictly("b"));
        Future<Integer> again = folds.run("text", Add.strictly("b"));
        Future<List<String>> seen = folds.run("text", Words.all());
        Future<Integer> third = folds.run("text", Add.strictly("c"));
        journal.release();

        assertThat(await(first)).isZero();
        assertThat(await(second)).isEqualTo(1);
        assertThatThrownBy(() -> await(again)).hasMessage("word: [b] is there");
        assertThat(await(seen)).startsWith("a", "b");
        assertThat(await(third)).isEqualTo(2);
    }

    @Test
    void shouldTellAllThatWereDecidedTogetherThatTheJournalFailed() {
        Folds<Words, StringValue> folds = node(true);
        await(folds.run("text", Add.of("first")));
        journal.hold();
        Future<Integer> held = folds.run("text", Add.of("held"));
        Await.until("an append", Duration.ofSeconds(20), () -> journal.appends().size() == 2);
        journal.failNext(new StreamError.OutcomeUnknown("unknown", new IOException()));
        Future<Integer> a = folds.run("text", Add.strictly("a"));
        Future<Integer> twice = folds.run("text", Add.strictly("a"));
        journal.release();

        assertThat(await(held)).isEqualTo(1);
        assertThatThrownBy(() -> await(a)).isInstanceOf(StreamError.OutcomeUnknown.class);
        assertThatThrownBy(() -> await(twice)).isInstanceOf(StreamError.OutcomeUnknown.class);
        assertThat(await(folds.run("text", Add.of("last")))).isPositive();
    }

    @Test
    void shouldSeeItsOwnRecordsWhereTheJournalDidAnAppendTwice() {
        Folds<Words, StringValue> folds = node(true);
        await(folds.run("text", Add.of("first")));
        journal.repeatNext();

        assertThat(await(folds.run("text", Add.of("once")))).isEqualTo(1);

        assertThat(await(folds.run("text", Words.all()))).containsExactly("first", "once");
    }

    @Test
    void shouldHearAtOnceOfWhatOthersAppendWhileInUse() {
        Folds<Words, StringValue> one = node(true);
        Folds<Words, StringValue> two = node(true);
        Runnable endUse = two.use("text");
        await(two.run("text", Words.all()));

        for (int i = 0; i < 50; i++) {
            await(one.run("text", Add.of("word-" + i)));
        }

        knows(two, 50);
        assertThat(gauges.of("words_conflicts").sum()).isZero();
        endUse.run();
        endUse.run();
        await(two.run("text", Add.of("more")));
        await(one.run("text", Add.of("still more")));
        assertThat(await(two.run("text", new Known()))).isEqualTo(51);
    }

    @Test
    void shouldFindWhatTheRelayLost() {
        Folds<Words, StringValue> deaf = node(new Words.Kind(false, "mine"), new FakeRelay());
        Folds<Words, StringValue> other = node(true);
        deaf.use("text");
        await(deaf.run("text", Words.all()));

        await(other.run("text", Add.of("lost")));

        knows(deaf, 2);
        assertThat(await(deaf.run("text", Words.all()))).contains("lost", "mine");
    }

    @Test
    void shouldRefuseNothingOnOldNews() {
        Folds<Words, StringValue> deaf = node(new Words.Kind(true, null), new FakeRelay());
        Folds<Words, StringValue> other = node(true);
        await(deaf.run("text", Add.of("a")));
        await(other.run("text", Add.of("b")));

        assertThatThrownBy(() -> await(deaf.run("text", Add.strictly("a")))).hasMessage("word: [a] is there");

        assertThat(await(deaf.run("text", new Known()))).as("it has looked").isEqualTo(2);
    }

    @Test
    void shouldReadAgainForWhoComesWhileItReads() {
        Folds<Words, StringValue> folds = node(true);
        Folds<Words, StringValue> other = node(true);
        await(folds.run("text", Add.of("a")));
        await(other.run("text", Words.all()));
        journal.holdAnswers();
        Future<List<String>> first = folds.run("text", Words.all());
        Await.until("a read", Duration.ofSeconds(20), () -> journal.answersHeld() == 1);

        await(other.run("text", Add.of("b")));
        Future<List<String>> second = folds.run("text", Words.all());
        journal.releaseAnswers();

        assertThat(await(first)).containsExactly("a");
        assertThat(await(second)).containsExactly("a", "b");
    }

    @Test
    void shouldHaveItsUpkeepOnceHoweverManyNodesUseIt() {
        Words.Kind kind = new Words.Kind(true, "due");
        List<Folds<Words, StringValue>> nodes = List.of(node(kind, relay), node(kind, relay), node(kind, relay));
        nodes.forEach(node -> node.use("text"));

        knows(nodes.get(2), 1);

        assertThat(nodes)
                .allSatisfy(
                        node -> assertThat(await(node.run("text", Words.all()))).containsExactly("due"));
    }

    @Test
    void shouldBeginFromASnapshot() {
        for (String word : List.of("a", "b", "c")) {
            await(node(true).run("text", Add.of(word)));
        }
        Words.Kind kind = new Words.Kind(true, null);
        kind.snapshots.put("text", new Words(2, List.of("instead of a and b")));

        assertThat(await(node(kind, relay).run("text", Words.all()))).containsExactly("instead of a and b", "c");

        kind.snapshots.put("text", new Words(4, List.of("of the future")));
        assertThatThrownBy(() -> await(node(kind, relay).run("text", Words.all())))
                .isInstanceOf(StreamError.JournalDamaged.class);
    }

    @Test
    void shouldReadAgainWhatItCouldNotTakeIn() {
        Folds<Words, StringValue> folds = node(true);
        await(folds.run("text", Add.of("a")));
        Appender appender = appender(relay);
        byte[] noMessage = {(byte) 0xFF};
        await(appender.append(Batch.of(new Words.Kind(true, null).topic("text"), 1, noMessage)));

        assertThatThrownBy(() -> await(folds.run("text", Words.all()))).isInstanceOf(StreamError.JournalDamaged.class);
        assertThatThrownBy(() -> await(folds.run("text", Add.of("b")))).isInstanceOf(StreamError.JournalDamaged.class);
        assertThat(await(folds.run("other", Add.of("b")))).isZero();
    }

    @Test
    void shouldGoOnAfterAFaultOfItsOwn() {
        Folds<Words, StringValue> folds = node(true);
        await(folds.run("text", Add.of("a")));

        assertThatThrownBy(() -> await(folds.run("text", Add.of("broken")))).hasMessage("broken");

        assertThat(await(folds.run("text", Add.of("b")))).isEqualTo(2);
        assertThat(await(folds.run("text", Words.all()))).containsExactly("a", "broken", "b");
    }

    private Folds<Words, StringValue> node(boolean drafts) {
        return node(new Words.Kind(drafts, null), relay);
    }

    private Folds<Words, StringValue> node(Words.Kind kind, Relay relay) {
        Footing footing = new Footing(vertx, journal, appender(relay), relay, clock);
        return new Folds<>(footing, kind, new FoldBounds("words", 10_000, 10_000), gauges);
    }

    private static void knows(Folds<Words, StringValue> node, int words) {
        Await.until(words + " words", Duration.ofSeconds(20), () -> await(node.run("text", new Known())) == words);
    }

    private Appender appender(Relay relay) {
        return new Appender(vertx, journal, relay, StreamLimits.DEFAULT, gauges);
    }
}
