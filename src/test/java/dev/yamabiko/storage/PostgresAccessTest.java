package dev.yamabiko.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

@Timeout(10)
class PostgresAccessTest {

    @ParameterizedTest
    @CsvSource({
        "postgresql://hub@db.internal/yamabiko, db.internal:5432/yamabiko",
        "postgres://hub:secret@my_db:6000/yamabiko, my_db:6000/yamabiko",
        "postgresql://hub:secret@[::1]:6000/, [::1]:6000/hub",
        "postgresql://hub@10.0.0.7, 10.0.0.7:5432/hub",
        "postgresql://hub:secret@db/a%20b?sslmode=require, db:5432/a b"
    })
    void shouldShowWhereTheDatabaseIsAndNoMore(String url, String shown) {
        assertThat(new PostgresAccess(url, 3, 1_000)).hasToString(shown);
    }

    @Test
    void shouldTakeSignsOfAnyKindInAPassword() {
        String url = "postgresql://the%40hub:p%40s%2Fs+%3A@db/yamabiko?sslmode=verify-full&sslrootcert=%2Fca.pem";

        PGSimpleDataSource source = new PostgresAccess(url, 3, 1_000).source(5_000);

        assertThat(source.getUser()).isEqualTo("the@hub");
        assertThat(source.getPassword()).isEqualTo("p@s/s+:");
        assertThat(source.getSslMode()).isEqualTo("verify-full");
        assertThat(source.getSslRootCert()).isEqualTo("/ca.pem");
        assertThat(source.getSocketTimeout()).isEqualTo(5);
    }

    @Test
    void shouldLetTheServerGiveUpBeforeItsClient() {
        PGSimpleDataSource source =
                new PostgresAccess("postgresql://db/name", 3, 5_000).sessions("tables", "-c synchronous_commit=on");

        assertThat(source.getSocketTimeout()).isEqualTo(5);
        assertThat(source.getOptions())
                .isEqualTo("-c search_path=tables -c default_transaction_isolation=read\\ committed"
                        + " -c statement_timeout=4000 -c lock_timeout=2500 -c idle_in_transaction_session_timeout=5000"
                        + " -c synchronous_commit=on");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://",
                "postgresql://hub:secret@",
                "postgresql://hub:se@cret@db/name",
                "postgresql://hub:secret@db:port/name",
                "postgresql://hub:secret@a,b/name",
                "mysql://hub:secret@db/name"
            })
    void shouldRefuseAnUrlItCannotReadWithoutSayingIt(String url) {
        assertThatThrownBy(() -> new PostgresAccess(url, 3, 1_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: postgresql://user:password@host:port/name")
                .hasMessageNotContaining("secret");
    }

    @Test
    void shouldRefuseAParameterThatMeansNothing() {
        PostgresAccess access = new PostgresAccess("postgresql://hub:secret@db/name?colour=red", 3, 1_000);

        assertThatThrownBy(() -> access.source(1_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("colour")
                .hasMessageNotContaining("secret");
    }
}
