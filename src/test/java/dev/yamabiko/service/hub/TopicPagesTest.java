package dev.yamabiko.service.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yamabiko.proto.hub.v1.ListTopicsRequest;
import dev.yamabiko.proto.hub.v1.ListTopicsResponse;
import dev.yamabiko.proto.hub.v1.Topic;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.stream.TopicPolicy;
import dev.yamabiko.support.Answer;
import dev.yamabiko.support.ManualClock;
import dev.yamabiko.support.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class TopicPagesTest {

    private final ManualClock clock = new ManualClock(1);
    private final MemoryJournal journal =
            new MemoryJournal(Runnable::run, new JournalBounds(0, 0, 10_000), clock, new Random(1));
    private final TopicPages pages = new TopicPages(journal);

    @Test
    void shouldListTopicsByNameWithTheirOffsets() {
        append("logs/b", 3);
        append("logs/a", 1);
        append("chat/a", 1);

        ListTopicsResponse page = page(ListTopicsRequest.newBuilder().setPrefix("logs/"));

        assertThat(page.getTopicsList()).containsExactly(topic("logs/a", 1, 1), topic("logs/b", 1, 3));
        assertThat(page.getNextPageToken()).isEmpty();
    }

    @Test
    void shouldTellOfATopicOfWhichNothingIsKept() {
        append("logs/a", 5);
        clock.advance(1_000);
        Answer.await(journal.trim(new dev.yamabiko.stream.Topic("logs/a"), new TopicPolicy(10, 0, 0)));

        assertThat(page(ListTopicsRequest.newBuilder()).getTopicsList()).containsExactly(topic("logs/a", 6, 5));
    }

    @Test
    void shouldTurnPagesWithoutMissingOrRepeatingWhileTopicsAreMade() {
        // Given
        for (int i = 0; i < 250; i++) {
            append("logs/" + (1_000 + 2 * i), 1);
        }

        // When: a topic is made before, and one behind, each page
        List<String> names = new ArrayList<>();
        ListTopicsResponse page = page(ListTopicsRequest.newBuilder());
        int turned = 1;
        while (!page.getNextPageToken().isEmpty()) {
            page.getTopicsList().forEach(topic -> names.add(topic.getName()));
            append("logs/0" + turned, 1);
            append("logs/1499" + turned, 1);
            page = page(ListTopicsRequest.newBuilder().setPageToken(page.getNextPageToken()));
            turned++;
        }
        page.getTopicsList().forEach(topic -> names.add(topic.getName()));

        // Then
        assertThat(turned).isEqualTo(3);
        assertThat(names).isSorted().doesNotHaveDuplicates().contains("logs/14991", "logs/14992");
        assertThat(names.stream().filter(name -> name.length() == 9)).hasSize(250);
    }

    @Test
    void shouldLeaveOutWhatTheCallerMayNotSee() {
        append("secret/a", 1);
        append("logs/a", 1);
        append("secret/b", 1);

        ListTopicsResponse page = page(ListTopicsRequest.newBuilder().setPageSize(1));

        assertThat(page.getTopicsList()).containsExactly(topic("logs/a", 1, 1));
        assertThat(page.getNextPageToken()).isEmpty();
    }

    @Test
    void shouldKeepToTheSizeOfAPage() {
        for (int i = 0; i < 1_001; i++) {
            append("logs/" + i, 1);
        }

        assertThat(page(ListTopicsRequest.newBuilder()).getTopicsCount()).isEqualTo(100);
        assertThat(page(ListTopicsRequest.newBuilder().setPageSize(1_000)).getTopicsCount())
                .isEqualTo(1_000);
        assertThatExceptionOfType(ServiceError.InvalidRequest.class)
                .isThrownBy(() -> page(ListTopicsRequest.newBuilder().setPageSize(1_001)))
                .withMessage("page_size: 1001 (expected: 0 to 1000)");
        assertThatExceptionOfType(ServiceError.InvalidRequest.class)
                .isThrownBy(() -> page(ListTopicsRequest.newBuilder().setPageSize(-1)));
    }

    @Test
    void shouldEndWithAFullPageWhereNothingFollows() {
        append("logs/a", 1);
        append("logs/b", 1);

        assertThat(page(ListTopicsRequest.newBuilder().setPageSize(2)).getNextPageToken())
                .isEmpty();
        assertThat(page(ListTopicsRequest.newBuilder().setPageSize(1)).getNextPageToken())
                .isEqualTo("logs/a");
    }

    private void append(String topic, int records) {
        Answer.await(journal.append(List.of(Records.batch(new dev.yamabiko.stream.Topic(topic), records))));
    }

    private ListTopicsResponse page(ListTopicsRequest.Builder request) {
        return Answer.await(pages.page(request.build(), topic -> !topic.name().startsWith("secret/")));
    }

    private static Topic topic(String name, long earliest, long last) {
        return Topic.newBuilder()
                .setName(name)
                .setEarliestOffset(earliest)
                .setLastOffset(last)
                .build();
    }
}
