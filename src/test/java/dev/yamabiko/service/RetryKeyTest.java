package dev.yamabiko.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.token.Identity;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class RetryKeyTest {

    @Test
    void shouldTellTheSameKeyOfDifferentCallersApart() {
        assertThat(key(user("ann", "t1"), "nightly"))
                .isEqualTo(key(user("ann", "t2"), "nightly"))
                .isNotEqualTo(key(user("ann", "t1"), "daily"))
                .isNotEqualTo(key(user("eve", "t1"), "nightly"))
                .isNotEqualTo(key(new Caller("ann", null, true), "nightly"))
                .isNotEqualTo(key(new Caller("ann"), "nightly"));
        assertThat(key(new Caller("CN=app", null, true), "nightly"))
                .isEqualTo(key(new Caller("CN=app", null, true), "nightly"))
                .isNotEqualTo(key(new Caller("CN=other", null, true), "nightly"));
    }

    @Test
    void shouldKnowTheKeyOfAnUnknownCallerFromAnyAddress() {
        assertThat(key(new Caller("10.0.0.1"), "nightly"))
                .isEqualTo(key(new Caller("10.0.0.2"), "nightly"))
                .isEqualTo(RetryKey.of("nightly"));
    }

    @Test
    void shouldLetNobodySayTheKeyOfSomebodyElse() {
        String kept = key(user("ann", "t1"), "nightly").value();

        assertThatThrownBy(() -> key(new Caller("10.0.0.1"), kept)).isInstanceOf(ServiceError.InvalidRequest.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ä", "\n"})
    void shouldRefuseWhatCannotBe(String value) {
        assertThatThrownBy(() -> key(user("ann", "t1"), value)).isInstanceOf(ServiceError.InvalidRequest.class);
    }

    @Test
    void shouldTakeKeysUpToTheirBound() {
        assertThat(key(user("ann", "t1"), "k".repeat(128)).after(3).before()).isEqualTo(3);
        assertThatThrownBy(() -> key(user("ann", "t1"), "k".repeat(129)))
                .isInstanceOf(ServiceError.InvalidRequest.class);
    }

    private static Caller user(String id, String token) {
        return new Caller(id, new Identity(id, "", "user", Set.of(), token, 0, 1));
    }

    private static RetryKey key(Caller caller, String said) {
        RetryKey key = RetryKey.of(new CallMetadata() {
            @Override
            public Caller caller() {
                return caller;
            }

            @Override
            public String origin() {
                return "10.0.0.1";
            }

            @Override
            public String get(String name) {
                return name.equals(RetryKey.NAME) ? said : "";
            }
        });
        assertThat(key).isNotNull();
        return key;
    }
}
