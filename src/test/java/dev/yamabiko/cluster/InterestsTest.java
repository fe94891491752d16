package dev.yamabiko.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.stream.Selection;
import dev.yamabiko.stream.Topic;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node reads, told to another that may miss some of it. */
@Timeout(20)
class InterestsTest {

    private static final Topic TOPIC = new Topic("logs/a");
    private static final Selection SELECTION = new Selection.Topics(Set.of(TOPIC));

    private final AtomicInteger told = new AtomicInteger();
    private final OwnInterests own = new OwnInterests(told::incrementAndGet);
    private final PeerInterests peer = new PeerInterests();

    @Test
    void shouldTellTheFirstReaderAndTheLast() {
        // Given two readers
        Runnable first = own.add(SELECTION);
        Runnable second = own.add(SELECTION);
        assertThat(told).hasValue(1);
        assertThat(tellChanges()).isTrue();
        assertThat(peer.reads(TOPIC)).isTrue();

        // When one leaves, then nothing is told
        first.run();
        assertThat(own.changes("a")).isEmpty();

        // When the other leaves too, then it is
        second.run();
        assertThat(tellChanges()).isTrue();
        assertThat(peer.reads(TOPIC)).isFalse();
        assertThat(peer.matches(own.digest())).isTrue();
    }

    @Test
    void shouldTellNothingOfAReaderThatCameAndWent() {
        own.add(SELECTION).run();

        assertThat(own.changes("a")).isEmpty();
    }

    @Test
    void shouldTellManyInPacketsOfBoundedSize() {
        // Given
        Set<Topic> topics = topics(2 * OwnInterests.PACKET + 1);
        own.add(new Selection.Topics(topics));

        // When
        List<Packet> packets = own.changes("a");

        // Then
        assertThat(packets)
                .hasSize(3)
                .allSatisfy(packet ->
                        assertThat(((Packet.Changes) packet).added()).hasSizeLessThanOrEqualTo(OwnInterests.PACKET));
        assertThat(packets).allMatch(packet -> peer.apply((Packet.Changes) packet));
        assertThat(topics).allMatch(peer::reads);
        assertThat(peer.matches(own.digest())).isTrue();
    }

    @Test
    void shouldNoticeALostChangeAndBeToldAgain() {
        // Given a change that was lost
        own.add(SELECTION);
        own.changes("a");
        own.add(new Selection.Prefix("metrics/"));

        // When the next one comes
        boolean applied = tellChanges();

        // Then a snapshot is needed, and says everything
        assertThat(applied).isFalse();
        assertThat(peer.matches(own.digest())).isFalse();
        assertThat(tellSnapshot()).isTrue();
        assertThat(peer.reads(TOPIC)).isTrue();
        assertThat(peer.reads(new Topic("metrics/cpu"))).isTrue();
        assertThat(peer.matches(own.digest())).isTrue();
    }

    @Test
    void shouldNotMistakeHalfASnapshotForAWholeOne() {
        // Given a snapshot of several parts, one of which is lost
        own.add(new Selection.Topics(topics(2 * OwnInterests.PACKET + 1)));
        own.changes("a");
        List<Packet> parts = own.snapshot("a");
        assertThat(parts).hasSize(3);

        // When
        assertThat(peer.apply((Packet.Snapshot) parts.get(0))).isTrue();
        boolean applied = peer.apply((Packet.Snapshot) parts.get(2));

        // Then another one is needed
        assertThat(applied).isFalse();
        assertThat(peer.matches(own.digest())).isFalse();
        assertThat(tellSnapshot()).isTrue();
        assertThat(peer.matches(own.digest())).isTrue();
    }

    @Test
    void shouldForgetInASnapshotWhatIsReadNoMore() {
        Runnable stop = own.add(SELECTION);
        tellChanges();
        stop.run();
        own.changes("a");

        assertThat(tellSnapshot()).isTrue();

        assertThat(peer.reads(TOPIC)).isFalse();
        assertThat(peer.matches(own.digest())).isTrue();
    }

    private boolean tellChanges() {
        return own.changes("a").stream().allMatch(packet -> peer.apply((Packet.Changes) packet));
    }

    private boolean tellSnapshot() {
        return own.snapshot("a").stream().allMatch(packet -> peer.apply((Packet.Snapshot) packet));
    }

    private static Set<Topic> topics(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Topic("logs/" + i)).collect(Collectors.toSet());
    }
}
