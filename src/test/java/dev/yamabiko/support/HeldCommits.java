package dev.yamabiko.support;

import dev.yamabiko.storage.sql.SqlDatabase;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Another database, with something that happens before each commit. Thread-safe, as its parameters are.
 *
 * @param held done on the thread that commits, when the rest of its transaction is done
 */
public record HeldCommits(SqlDatabase database, Runnable held) implements SqlDatabase {

    @Override
    public void migrate() throws IOException, SQLException {
        database.migrate();
    }

    @Override
    public Connection connect() throws SQLException {
        Connection connection = database.connect();
        return (Connection) Proxy.newProxyInstance(
                HeldCommits.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, values) -> {
                    if (method.getName().equals("commit")) {
                        held.run();
                    }
                    try {
                        return method.invoke(connection, values);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    @Override
    public String toString() {
        return database.toString();
    }
}
