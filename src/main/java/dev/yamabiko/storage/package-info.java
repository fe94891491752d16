/**
 * The journals: where blocks are kept. {@link dev.yamabiko.storage.SqliteJournal} is the default of one node,
 * {@link dev.yamabiko.storage.PostgresJournal} is kept by several nodes together,
 * {@link dev.yamabiko.storage.MemoryJournal} keeps nothing beyond the process.
 *
 * <p>The only package that knows {@code java.sql}.
 */
@NullMarked
package dev.yamabiko.storage;

import org.jspecify.annotations.NullMarked;
