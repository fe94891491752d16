/**
 * The load driver: followers that count and check what they read, writers that repeat a prepared chunk, over blocking
 * sockets with a thread for each connection and no library on the way of a record.
 */
@NullMarked
package dev.yamabiko.bench.load;

import org.jspecify.annotations.NullMarked;
