package dev.yamabiko.chaos.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That a node's place in a network can be cut off and mended, and that nothing is left of it. */
class NetworkTest {

    @BeforeEach
    void mayMakeNetworks() {
        assumeTrue(Network.possible(), "network namespaces: for Linux and root");
    }

    @Test
    void shouldCutANodeOffFromTheOthersAndMendThat() {
        try (Network network = Network.of(2)) {
            assertThat(carrier(network, 0, "peers")).isTrue();

            network.cut(0);
            assertThat(carrier(network, 0, "peers")).isFalse();
            assertThat(carrier(network, 0, "clients")).isTrue();
            assertThat(carrier(network, 1, "peers")).isTrue();

            network.cutClients(0);
            assertThat(carrier(network, 0, "clients")).isFalse();

            network.heal(0);
            assertThat(carrier(network, 0, "peers")).isTrue();
            assertThat(carrier(network, 0, "clients")).isTrue();
        }
    }

    @Test
    void shouldLeaveNothingBehind() {
        String before = HubProcess.run("ip", "netns", "list") + HubProcess.run("ip", "-o", "address");
        Network.of(2).close();

        assertThat(HubProcess.run("ip", "netns", "list") + HubProcess.run("ip", "-o", "address"))
                .isEqualTo(before);
    }

    private static boolean carrier(Network network, int node, String inside) {
        List<String> command = new ArrayList<>(network.enter(node));
        command.addAll(List.of("ip", "link", "show", inside));
        return !HubProcess.run(command.toArray(String[]::new)).contains("NO-CARRIER");
    }
}
