package dev.yamabiko.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.service.Permissions.Action;
import dev.yamabiko.token.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one caller may do, and who it is. */
@Timeout(10)
class RightsTest {

    private static final Caller ANN = new Caller("ann", new Identity("ann", "", "r", Set.of(), "", 0, 1));

    private final List<String> asked = new ArrayList<>();
    private final Permissions permissions = (caller, action, what) -> {
        asked.add(caller + " " + action + " " + what);
        return what.startsWith("mine/");
    };
    private final Rights rights = new Rights(permissions, ANN);

    @Test
    void shouldAskOnceForEachThingThatIsAllowed() {
        for (int i = 0; i < 3; i++) {
            rights.require(Action.READ, "mine/a");
            rights.require(Action.WRITE, "mine/a");
            rights.require(Action.READ, "mine/b");
        }

        assertThat(asked).containsExactly("ann READ mine/a", "ann WRITE mine/a", "ann READ mine/b");
    }

    @Test
    void shouldAskAgainForWhatWasDenied() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> rights.require(Action.READ, "yours/a")).isInstanceOf(ServiceError.Denied.class);
        }

        assertThat(asked).hasSize(2);
    }

    @Test
    void shouldRememberSoMuchAndNoMore() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 100; i++) {
                rights.require(Action.READ, "mine/" + i);
            }
        }

        assertThat(asked).hasSize(100 + 100 - 64);
    }

    @Test
    void shouldNotRememberWhatHasALongName() {
        String name = "mine/" + "x".repeat(252);
        for (int i = 0; i < 2; i++) {
            rights.require(Action.READ, name);
        }

        assertThat(asked).hasSize(2);
    }

    @Test
    void shouldNotSayALongNameInFull() {
        assertThatThrownBy(() -> rights.require(Action.READ, "yours/" + "x".repeat(1_000_000)))
                .hasMessage("READ yours/" + "x".repeat(594) + "...: not permitted (expected: a caller who may)");
    }

    @Test
    void shouldAskInWhoseNameItMayActUnlessItIsItsOwn() {
        rights.requireSelf("ann");
        assertThatThrownBy(() -> rights.requireSelf("bob"))
                .isInstanceOf(ServiceError.Denied.class)
                .hasMessage("WRITE as/bob: not permitted (expected: a caller who may)");

        assertThat(asked).containsExactly("ann WRITE as/bob");
    }

    @Test
    void shouldAskForWhoHasNoTokenWhoeverItSaysItIs() {
        assertThatThrownBy(() -> permissions.requireSelf(new Caller("10.0.0.1"), "10.0.0.1"))
                .isInstanceOf(ServiceError.Denied.class);
        Permissions.EVERYTHING.requireSelf(new Caller("10.0.0.1"), "ann");

        assertThat(asked).containsExactly("10.0.0.1 WRITE as/10.0.0.1");
    }
}
