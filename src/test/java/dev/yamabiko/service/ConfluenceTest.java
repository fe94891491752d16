package dev.yamabiko.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.ResumePoint;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.support.FakeSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One stream with several writers. */
@Timeout(10)
class ConfluenceTest {

    private final List<String> told = new ArrayList<>();

    @Test
    void shouldLetBranchesGoOnInTurn() {
        FakeSink sink = FakeSink.stalled();
        Confluence confluence = new Confluence(sink);
        endless(confluence, "a");
        endless(confluence, "b");
        endless(confluence, "c");

        for (int i = 0; i < 4; i++) {
            sink.allow(2);
        }

        assertThat(texts(sink)).containsExactly("a", "a", "b", "b", "c", "c", "a", "a");
    }

    @Test
    void shouldLetTheOwnerGoFirst() {
        FakeSink sink = FakeSink.stalled();
        Confluence confluence = new Confluence(sink);
        endless(confluence, "branch");
        confluence.onWritable(() -> confluence.write(text("answer")));

        assertThat(confluence.writable()).isFalse();
        sink.allow(3);

        assertThat(texts(sink)).containsExactly("answer", "branch", "branch");
    }

    @Test
    void shouldTellTheOwnerHowABranchEnded() {
        FakeSink sink = FakeSink.open();
        Confluence confluence = new Confluence(sink);
        Confluence.Branch good = branch(confluence, "good");
        Confluence.Branch bad = branch(confluence, "bad");

        good.end();
        bad.fail(new IllegalStateException("broken"));
        bad.end();
        bad.write(text("too late"));

        assertThat(told).containsExactly("good closed", "good null", "bad closed", "bad broken");
        assertThat(sink.closed()).isFalse();
        assertThat(texts(sink)).isEmpty();
        confluence.write(text("the call goes on"));
        assertThat(texts(sink)).containsExactly("the call goes on");
    }

    @Test
    void shouldCloseABranchWithoutAWordToTheOwner() {
        Confluence confluence = new Confluence(FakeSink.open());
        Confluence.Branch branch = branch(confluence, "one");

        branch.close();
        branch.close();
        branch.fail(new IllegalStateException("too late"));

        assertThat(told).containsExactly("one closed");
        branch.onClose(() -> told.add("closed already"));
        assertThat(told).contains("closed already");
    }

    @Test
    void shouldCloseEveryBranchWithTheStream() {
        FakeSink sink = FakeSink.open();
        Confluence confluence = new Confluence(sink);
        branch(confluence, "one");
        branch(confluence, "two");

        sink.disconnect();

        assertThat(told).containsExactly("one closed", "two closed");
        branch(confluence, "three");
        assertThat(told).endsWith("three closed");
    }

    @Test
    void shouldGoOnWithTheOthersWhenABranchEndsInItsTurn() {
        FakeSink sink = FakeSink.stalled();
        Confluence confluence = new Confluence(sink);
        Confluence.Branch first = branch(confluence, "first");
        first.onWritable(first::end);
        Confluence.Branch second = branch(confluence, "second");
        second.onWritable(() -> second.write(text("second")));

        sink.allow(10);

        assertThat(texts(sink)).containsExactly("second");
    }

    @Test
    void shouldGoOnWhereEachOfItsBranchesStood() {
        FakeSink sink = FakeSink.open();
        Confluence confluence = new Confluence(sink);
        assertThat(sink.position()).isNull();
        at(branch(confluence, "first"), "a", 3);
        branch(confluence, "not begun");
        Confluence.Branch left = branch(confluence, "left");
        at(left, "b", 7);
        at(branch(confluence, "second"), "c", 0);

        left.close();

        assertThat(sink.position())
                .isEqualTo(new ResumePoint("e", Map.of(new Topic("a"), 3L, new Topic("c"), 0L), false));
    }

    @Test
    void shouldSayNothingOfWhereTooManyBranchesStood() {
        FakeSink sink = FakeSink.open();
        Confluence confluence = new Confluence(sink);
        for (int i = 0; i < 101; i++) {
            at(branch(confluence, "branch"), "topic-" + i, i);
        }

        assertThat(sink.position()).isNull();
    }

    private static void at(Confluence.Branch branch, String topic, long offset) {
        branch.resumesAt(() -> new ResumePoint("e", Map.of(new Topic(topic), offset), false));
    }

    private Confluence.Branch branch(Confluence confluence, String name) {
        Confluence.Branch branch =
                confluence.branch(error -> told.add(name + " " + (error == null ? null : error.getMessage())));
        branch.onClose(() -> told.add(name + " closed"));
        return branch;
    }

    private void endless(Confluence confluence, String name) {
        Confluence.Branch branch = branch(confluence, name);
        branch.onWritable(() -> {
            while (branch.writable()) {
                branch.write(text(name));
            }
        });
    }

    private static Frames text(String text) {
        return Frames.ofMessage(LogEntry.newBuilder().setMessage(text).build().toByteArray());
    }

    private static List<String> texts(FakeSink sink) {
        return sink.entries().stream().map(LogEntry::getMessage).toList();
    }
}
