package dev.yamabiko.storage.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** Where tables of services are. Blocks its caller; thread-safe. */
public interface SqlDatabase {

    /** Brings the tables to this version of the hub. */
    void migrate() throws IOException, SQLException;

    /** A connection: a transaction begun on it sees what is committed, and its commits are durable. */
    Connection connect() throws SQLException;
}
