-- The journal of one node. Blocks are rows; what a reader wants to know of a block without reading it is in one index.

-- What holds for the file as a whole: "epoch", identity of its history; "in_use", 1 while a hub has it open.
CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- trimmed_to: records up to this offset are gone, and their offsets are never used again.
CREATE TABLE topic (
  id         INTEGER PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  trimmed_to INTEGER NOT NULL
) STRICT;

-- Times are milliseconds since the epoch. crc: CRC32C over the topic's name, the other columns and data.
-- data comes last: what precedes it can be read without it.
CREATE TABLE block (
  id          INTEGER PRIMARY KEY,
  topic_id    INTEGER NOT NULL,
  first       INTEGER NOT NULL,
  count       INTEGER NOT NULL,
  bytes       INTEGER NOT NULL,
  min_time    INTEGER NOT NULL,
  max_time    INTEGER NOT NULL,
  appended_at INTEGER NOT NULL,
  crc         INTEGER NOT NULL,
  data        BLOB    NOT NULL
) STRICT;

CREATE UNIQUE INDEX block_index ON block (topic_id, first, count, bytes, min_time, max_time, appended_at);

-- Written to find out whether the journal can be written to; holds nothing in between.
CREATE TABLE probe (
  data BLOB NOT NULL
) STRICT;
