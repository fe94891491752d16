package dev.yamabiko.cli.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.cli.FakeHub;
import dev.yamabiko.cli.Screen;
import dev.yamabiko.proto.hub.v1.ListTopicsRequest;
import dev.yamabiko.proto.hub.v1.ListTopicsResponse;
import dev.yamabiko.proto.hub.v1.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TopicsCommandTest {

    private final Screen screen = new Screen();
    private final List<ListTopicsRequest> requests = new ArrayList<>();
    private FakeHub hub;

    @BeforeEach
    void start() throws IOException {
        hub = new FakeHub();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void shouldShowAllPagesInATable() {
        hub.topics(request -> {
            requests.add(request);
            return request.getPageToken().isEmpty()
                    ? page(topic("logs/a", 1, 1_200)).toBuilder()
                            .setNextPageToken("logs/a")
                            .build()
                    : page(topic("logs/billing", 11, 10));
        });

        assertThat(screen.call(hub.address(), "topics", "logs/")).isZero();

        assertThat(screen.out()).isEqualTo("""
                TOPIC         EARLIEST   LAST   KEPT
                logs/a               1  1,200  1,200
                logs/billing        11     10      0
                """);
        assertThat(requests).extracting(ListTopicsRequest::getPrefix).containsExactly("logs/", "logs/");
        assertThat(requests).extracting(ListTopicsRequest::getPageToken).containsExactly("", "logs/a");
    }

    @Test
    void shouldShowTopicsAsJson() {
        hub.topics(request -> page(topic("logs/\u001b", 1, 2)));

        assertThat(screen.call(hub.address(), "topics", "--json")).isZero();

        assertThat(screen.out()).isEqualTo("{\"name\":\"logs/\\u001B\",\"earliest_offset\":1,\"last_offset\":2}\n");
    }

    @Test
    void shouldWatchTheBusiestFirst() {
        hub.topics(request -> {
            requests.add(request);
            if (requests.size() > 2) {
                hub.close();
            }
            return page(topic("logs/a", 1, 5), topic("logs/b", 1, 5L * requests.size()), topic("logs/c", 1, 1));
        });

        assertThat(screen.call(hub.address(), "topics", "--watch", "-n", "2")).isEqualTo(1);

        assertThat(screen.out()).startsWith("""
                TOPIC   EARLIEST  LAST  KEPT  NEW
                logs/a         1     5     5    0
                logs/b         1     5     5    0
                ... and 1 more
                """).contains("""
                logs/b         1    10    10    5
                logs/a         1     5     5    0
                ... and 1 more
                """);
        assertThat(screen.pauses().get(0)).hasSeconds(1);
    }

    @Test
    void shouldExplainANumberThatCannotBe() {
        assertThat(screen.call(hub.address(), "topics", "-n", "0")).isEqualTo(2);

        assertThat(screen.err()).startsWith("-n: 0 (expected: 1 or more)");
    }

    private static ListTopicsResponse page(Topic... topics) {
        return ListTopicsResponse.newBuilder().addAllTopics(List.of(topics)).build();
    }

    private static Topic topic(String name, long earliest, long last) {
        return Topic.newBuilder()
                .setName(name)
                .setEarliestOffset(earliest)
                .setLastOffset(last)
                .build();
    }
}
