package dev.yamabiko.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PasswordHasherTest {

    /** Too cheap for anything but a test. */
    private static final PasswordCost CHEAP = new PasswordCost(64, 1);

    private final PasswordHasher hasher = new PasswordHasher(CHEAP, new Random(1));

    @Test
    void shouldKnowAPasswordAgain() {
        String kept = hasher.hash("correct horse");

        assertThat(kept).startsWith("$argon2id$v=19$m=64,t=1,p=1$").doesNotContain("horse");
        assertThat(hasher.matches("correct horse", kept)).isTrue();
        assertThat(hasher.matches("Correct horse", kept)).isFalse();
        assertThat(hasher.matches("correct horse ", kept)).isFalse();
        assertThat(hasher.matches("", kept)).isFalse();
        assertThat(hasher.hash("correct horse")).as("another salt").isNotEqualTo(kept);
    }

    /** From the tests of the reference implementation, https://github.com/P-H-C/phc-winner-argon2. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"
            })
    void shouldAgreeWithTheReference(String kept) {
        assertThat(hasher.matches("password", kept)).isTrue();
        assertThat(hasher.matches("Password", kept)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "password",
                "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=16$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=9999999,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=64,t=1,p=1$$"
            })
    void shouldMatchNothingWithWhatIsNotOfItsMaking(String kept) {
        assertThat(hasher.matches("password", kept)).isFalse();
        assertThat(hasher.matches("", kept)).isFalse();
    }

    @Test
    void shouldTakeOneLetterForOneHoweverItIsWritten() {
        String kept = hasher.hash("cafe\u0301 \ufb01n");

        assertThat(hasher.matches("caf\u00e9 fin", kept)).isTrue();
    }

    @Test
    void shouldSayWhatWasMadeAtAnotherCost() {
        String kept = hasher.hash("password");

        assertThat(hasher.outdated(kept)).isFalse();
        assertThat(new PasswordHasher(new PasswordCost(128, 1), new Random(1)).outdated(kept))
                .isTrue();
        assertThat(new PasswordHasher(new PasswordCost(64, 2), new Random(1)).outdated(kept))
                .isTrue();
        assertThat(new PasswordHasher(new PasswordCost(128, 1), new Random(1)).matches("password", kept))
                .isTrue();
    }
}
