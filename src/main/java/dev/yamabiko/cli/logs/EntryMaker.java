package dev.yamabiko.cli.logs;

import dev.yamabiko.proto.log.v1.LogEntry;

/** Makes log entries of lines. For one thread. */
interface EntryMaker {

    /**
     * The entry that a line is.
     *
     * @throws RefusedLine for a line that is none
     */
    LogEntry entry(LineReader line) throws RefusedLine;
}
