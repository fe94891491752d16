package dev.yamabiko.service.log;

import dev.yamabiko.proto.log.v1.LogEntry;

/** Field numbers of an encoded log entry. */
final class EntryFields {

    static final int TIMESTAMP = LogEntry.TIMESTAMP_FIELD_NUMBER;
    static final int LEVEL = LogEntry.LEVEL_FIELD_NUMBER;
    static final int APPLICATION = LogEntry.APPLICATION_FIELD_NUMBER;
    static final int MESSAGE = LogEntry.MESSAGE_FIELD_NUMBER;
    static final int SOURCE_FILE = LogEntry.SOURCE_FILE_FIELD_NUMBER;
    static final int LINE_NUMBER = LogEntry.LINE_NUMBER_FIELD_NUMBER;
    static final int FIELDS = LogEntry.FIELDS_FIELD_NUMBER;
    static final int HEARTBEAT = LogEntry.HEARTBEAT_FIELD_NUMBER;
    static final int SKIPPED = LogEntry.SKIPPED_FIELD_NUMBER;
    static final int POSITIONS = LogEntry.POSITIONS_FIELD_NUMBER;

    /** In an entry of a map field. */
    static final int KEY = 1;

    /** In an entry of a map field. */
    static final int VALUE = 2;

    private EntryFields() {}
}
