package dev.yamabiko.storage.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Statements on one connection, with values that are never part of their text. One thread at a time. */
public final class SqlSession {

    private final Connection connection;

    SqlSession(Connection connection) {
        this.connection = connection;
    }

    /** Makes something of a row. */
    @FunctionalInterface
    public interface Form<T> {

        /** The row that the rows stand at. */
        T of(ResultSet row) throws SQLException;
    }

    /** All rows. */
    public <T> List<T> all(Form<T> form, String sql, @Nullable Object... values) throws SQLException {
        List<T> found = new ArrayList<>();
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(form.of(rows));
            }
        }
        return found;
    }

    /** The first row. */
    public <T> Optional<T> first(Form<T> form, String sql, @Nullable Object... values) throws SQLException {
        return all(form, sql, values).stream().findFirst();
    }

    /** Changes rows; how many. */
    public int change(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
