package dev.yamabiko.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MigrationsTest {

    private final Migrations migrations = new Migrations("classpath:db/migration/common");

    @TempDir
    Path folder;

    private String url = "";

    @BeforeEach
    void place() {
        url = "jdbc:sqlite:" + folder.resolve("tables.db");
    }

    @Test
    void shouldLeaveTablesAsTheyAreThatAreOfThisVersion() throws SQLException {
        migrations.run(url);
        int done = applied();

        migrations.run(url);

        assertThat(applied()).isEqualTo(done).isPositive();
    }

    @Test
    void shouldRefuseTablesOfALaterVersion() throws SQLException {
        migrations.run(url);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO flyway_schema_history"
                    + " SELECT 99, '999', 'later', type, 'V999__later.sql', checksum, '', installed_on, 1, 1"
                    + " FROM flyway_schema_history LIMIT 1");
        }

        assertThatThrownBy(() -> migrations.run(url))
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("999");
    }

    private int applied() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM flyway_schema_history")) {
            count.next();
            return count.getInt(1);
        }
    }
}
