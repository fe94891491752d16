package dev.yamabiko.service.fold;

import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.Relay;
import io.vertx.core.Vertx;
import java.time.Clock;

/**
 * What folds of any kind stand on. Immutable.
 *
 * @param journal where they are read from
 * @param appender where their records go
 * @param relay tells of records that other nodes append
 */
public record Footing(Vertx vertx, Journal journal, Appender appender, Relay relay, Clock clock) {}
