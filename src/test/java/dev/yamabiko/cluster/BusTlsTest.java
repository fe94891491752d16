package dev.yamabiko.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.config.ClusterConfig;
import dev.yamabiko.node.Node;
import dev.yamabiko.stream.Selection;
import dev.yamabiko.support.Certificate;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An event bus on which nodes show each other certificates. */
class BusTlsTest extends ClusterFixture {

    private Certificate ours;
    private TestNode a;
    private TestNode b;

    @BeforeEach
    void setUp() throws IOException, GeneralSecurityException {
        ours = Certificate.make(folder, "ours");
        a = start("a", ours.trusting(ours));
        b = start("b", ours.trusting(ours));
    }

    @Test
    void shouldDeliverBetweenNodesThatTrustEachOther() {
        read(a, b, TOPIC);

        a.publish(TOPIC, 1, 3);

        await("the block arrives", () -> b.arrived.size() == 1);
    }

    @Test
    void shouldRefuseANodeWithACertificateOfAnotherAuthority() throws IOException, GeneralSecurityException {
        // Given a stranger that would trust the others
        Certificate theirs = Certificate.make(folder, "theirs");
        TestNode stranger = start("stranger", theirs.trusting(ours));

        // When it reads and publishes, then it neither gets nor brings anything
        assertThatNothingPasses(stranger);
    }

    @Test
    void shouldRefuseToTalkToANodeWithACertificateOfAnotherAuthority() throws IOException, GeneralSecurityException {
        // Given a node that trusts another authority alone, and shows a certificate that the others trust
        Certificate theirs = Certificate.make(folder, "theirs");
        TestNode stranger = start("stranger", ours.trusting(theirs));

        // When it reads and publishes, then it does not bring anything, and nobody is asked to tell it
        stranger.say("a", new Packet.Goodbye("b"));
        assertThatNothingComesFrom(stranger);
    }

    @Test
    void shouldRefuseANodeThatDoesNotEncrypt() {
        assertThatNothingPasses(start("stranger", TestNode.PLAIN));
    }

    private void assertThatNothingPasses(TestNode stranger) {
        stranger.relay.reads(new Selection.Topics(Set.of(TOPIC)));
        assertThatNothingComesFrom(stranger);
        a.publish(TOPIC, 1, 1);
        await("the block arrives elsewhere", () -> b.arrived.size() == 1);
        assertThat(stranger.arrived).isEmpty();
        assertThat(stranger.gauge("relay_blocks_received")).isZero();
    }

    private void assertThatNothingComesFrom(TestNode stranger) {
        read(a, b, TOPIC);
        stranger.say("b", new Packet.Relayed("a", TestNode.EPOCH, 1, TestNode.block(TOPIC, 7, 1)));
        await("the stranger is a silent member", () -> a.seen(Node.State.SILENT).contains("stranger"));
        assertThat(b.arrived).isEmpty();
        assertThat(b.gauge("relay_blocks_received")).isZero();
        assertThat(a.seen(Node.State.SERVING)).containsExactly("a", "b");
    }

    private TestNode start(String id, ClusterConfig.Tls tls) {
        return start(id, TestNode.config(file, ClusterConfig.DEFAULT.relayBytes(), tls));
    }
}
