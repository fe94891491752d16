-- What is remembered of keys under which records may be sent again. count: records kept under the key in the topic;
-- last: offset of the last of them; used_at: milliseconds since the epoch.
CREATE TABLE idempotency_key (
  topic_id INTEGER NOT NULL,
  key      TEXT    NOT NULL,
  count    INTEGER NOT NULL,
  last     INTEGER NOT NULL,
  used_at  INTEGER NOT NULL,
  PRIMARY KEY (topic_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_key_used ON idempotency_key (used_at);
