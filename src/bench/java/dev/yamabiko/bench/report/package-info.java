/** What came out: series of rounds, goals met or not, and their table, JSON and charts. */
@NullMarked
package dev.yamabiko.bench.report;

import org.jspecify.annotations.NullMarked;
