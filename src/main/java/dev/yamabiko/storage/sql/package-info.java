/** Tables of services, in SQLite or PostgreSQL: the same statements and migrations for both. */
@NullMarked
package dev.yamabiko.storage.sql;

import org.jspecify.annotations.NullMarked;
