-- The journal that several nodes keep together. Blocks are rows; what a reader wants to know of a block without reading
-- it is in one index. Everything is in a schema of its own, which is first on the search path.

-- What holds for the journal as a whole: "epoch", identity of its history; "topics", how many there are.
CREATE TABLE meta (
  name  text PRIMARY KEY,
  value text NOT NULL
);

INSERT INTO meta VALUES ('topics', '0');

-- last: offset of the newest record ever appended; trimmed_to: records up to this offset are gone; bytes: encoded size of
-- the blocks kept. Pages are half empty so that an append finds room for the new row beside the old one.
CREATE TABLE topic (
  id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       text COLLATE "C" NOT NULL UNIQUE,
  last       bigint NOT NULL DEFAULT 0,
  trimmed_to bigint NOT NULL DEFAULT 0,
  bytes      bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- Times are milliseconds since the epoch. data: records without their offsets, which are not known when it is sent.
-- crc: CRC32C over the topic's name, the columns before it without first, and data.
CREATE TABLE block (
  topic_id    integer NOT NULL,
  first       bigint  NOT NULL,
  count       integer NOT NULL,
  bytes       integer NOT NULL,
  min_time    bigint  NOT NULL,
  max_time    bigint  NOT NULL,
  appended_at bigint  NOT NULL,
  crc         bigint  NOT NULL,
  data        bytea   NOT NULL,
  PRIMARY KEY (topic_id, first) INCLUDE (count, bytes, min_time, max_time, appended_at)
);

-- Compression would cost each append more time than it saves.
ALTER TABLE block ALTER COLUMN data SET STORAGE EXTERNAL;

-- What is remembered of keys under which records may be sent again. count: records kept under the key in the topic;
-- last: offset of the last of them; used_at: milliseconds since the epoch.
CREATE TABLE idempotency_key (
  topic_id integer NOT NULL,
  key      text COLLATE "C" NOT NULL,
  count    bigint  NOT NULL,
  last     bigint  NOT NULL,
  used_at  bigint  NOT NULL,
  PRIMARY KEY (topic_id, key)
);

CREATE INDEX idempotency_key_used ON idempotency_key (used_at);

-- Written to find out whether the journal can be written to; holds nothing in between.
CREATE TABLE probe (
  data bytea NOT NULL
);

-- Batches beside what is known of their topics and keys. id: null for a topic that does not exist; known: how many of the
-- batch's first records are kept already, counting those of the batches before it; at or below 0: none.
CREATE FUNCTION examine(_names text[], _counts integer[], _keys text[], _befores bigint[])
RETURNS TABLE (pos bigint, count integer, key text, before bigint, id integer, reached bigint, known bigint,
               known_last bigint)
LANGUAGE sql STABLE AS $$
  SELECT b.pos, b.count, b.key, b.before, t.id, t.last,
         greatest(k.count, max(b.before + b.count) OVER earlier) - b.before, k.last
  FROM unnest(_names, _counts, _keys, _befores) WITH ORDINALITY AS b (name, count, key, before, pos)
  LEFT JOIN topic t ON t.name = b.name
  LEFT JOIN idempotency_key k ON k.topic_id = t.id AND k.key = b.key
  WINDOW earlier AS (PARTITION BY b.name, b.key ORDER BY b.pos ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
$$;

-- Creates the topics that do not exist, in the order in which they come, as many as may be. Whoever creates one waits for
-- whoever else does, so that they are counted; nobody who holds a topic comes here.
CREATE FUNCTION create_topics(_names text[], _max_topics integer)
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  existing integer;
BEGIN
  PERFORM FROM unnest(_names) AS n (name)
    WHERE NOT EXISTS (SELECT FROM topic t WHERE t.name = n.name)
      AND (SELECT value::integer FROM meta m WHERE m.name = 'topics') < _max_topics;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  SELECT value::integer INTO existing FROM meta WHERE name = 'topics' FOR UPDATE;
  WITH created AS (
    INSERT INTO topic (name)
    SELECT n.name FROM unnest(_names) WITH ORDINALITY AS n (name, pos)
    WHERE NOT EXISTS (SELECT FROM topic t WHERE t.name = n.name)
    GROUP BY n.name ORDER BY min(n.pos) LIMIT greatest(0, _max_topics - existing)
    RETURNING id
  )
  UPDATE meta SET value = existing + (SELECT count(*) FROM created) WHERE name = 'topics';
END
$$;

-- Appends batches: places each behind the last record of its topic and stores it as a block. A batch whose records are all
-- known is not stored again. If only some of the records of any batch are known, nothing is stored, and those batches are
-- returned with how many are: they are to be cut. Otherwise all batches are returned.
-- pos: which batch, from 1; partly: its known records; kept: whether it was stored now; ended: offset of its last record,
-- null if its topic would be one too many.
-- The rows of the topics are locked, always in the same order, until the commit: so nobody sees an offset before all
-- earlier ones are committed.
CREATE FUNCTION append(
  _names text[], _counts integer[], _min_times bigint[], _max_times bigint[], _crcs bigint[], _datas bytea[],
  _keys text[], _befores bigint[], _now bigint, _max_topics integer, _max_bytes bigint)
RETURNS TABLE (pos bigint, partly bigint, kept boolean, ended bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  PERFORM create_topics(_names, _max_topics);
  PERFORM FROM topic WHERE name = ANY (_names) ORDER BY id FOR NO KEY UPDATE;

  IF _max_bytes > 0 AND _max_bytes
      < (SELECT sum(bytes) FROM topic) + (SELECT sum(octet_length(data)) FROM unnest(_datas) AS d (data)) THEN
    RAISE EXCEPTION 'journal.max-bytes is reached' USING ERRCODE = 'disk_full';
  END IF;

  IF num_nonnulls(VARIADIC _keys) > 0 THEN
    RETURN QUERY
      SELECT e.pos, e.known, false, NULL::bigint
      FROM examine(_names, _counts, _keys, _befores) e
      WHERE e.known > 0 AND e.known < e.count;
    IF FOUND THEN
      RETURN;
    END IF;
  END IF;

  RETURN QUERY
  WITH examined AS MATERIALIZED (
    SELECT e.*, e.id IS NOT NULL AND coalesce(e.known, 0) <= 0 AS fresh
    FROM examine(_names, _counts, _keys, _befores) e
  ), placed AS MATERIALIZED (
    SELECT e.*, e.reached + sum(e.count) FILTER (WHERE e.fresh) OVER (PARTITION BY e.id ORDER BY e.pos) AS last
    FROM examined e
  ), stored AS (
    INSERT INTO block (topic_id, first, count, bytes, min_time, max_time, appended_at, crc, data)
    SELECT p.id, p.last - p.count + 1, p.count, octet_length(_datas[p.pos]), _min_times[p.pos], _max_times[p.pos],
           _now, _crcs[p.pos], _datas[p.pos]
    FROM placed p WHERE p.fresh
    RETURNING topic_id, first + count - 1 AS last, bytes
  ), moved AS (
    UPDATE topic t SET last = s.last, bytes = t.bytes + s.bytes
    FROM (SELECT topic_id, max(last) AS last, sum(bytes) AS bytes FROM stored GROUP BY topic_id) s
    WHERE t.id = s.topic_id
  ), remembered AS (
    INSERT INTO idempotency_key AS k (topic_id, key, count, last, used_at)
    SELECT p.id, p.key, max(p.before + p.count), max(p.last), _now
    FROM placed p WHERE p.fresh AND p.key IS NOT NULL GROUP BY p.id, p.key
    ON CONFLICT (topic_id, key) DO UPDATE
      SET count = excluded.count, last = excluded.last, used_at = excluded.used_at
  )
  SELECT p.pos, NULL::bigint, p.fresh,
         CASE WHEN p.fresh THEN p.last
              ELSE coalesce(max(p.last) FILTER (WHERE p.fresh) OVER (PARTITION BY p.id, p.key ORDER BY p.pos),
                            p.known_last) END
  FROM placed p ORDER BY p.pos;
END
$$;

-- Blocks in order, from the one that holds an offset, or the earliest kept behind it, until _max_bytes are reached.
CREATE FUNCTION read(_topic text, _from bigint, _to bigint, _max_bytes bigint)
RETURNS TABLE (first bigint, count integer, bytes integer, min_time bigint, max_time bigint, appended_at bigint,
               crc bigint, data bytea, trimmed_to bigint)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
  found_topic topic;
  begin_at    bigint;
  end_at      bigint;
  total       bigint := 0;
  next_block  record;
BEGIN
  SELECT * INTO found_topic FROM topic WHERE name = _topic;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  SELECT coalesce(max(first), _from) INTO begin_at FROM block WHERE topic_id = found_topic.id AND first <= _from;
  FOR next_block IN
    SELECT first, bytes FROM block
    WHERE topic_id = found_topic.id AND first BETWEEN begin_at AND _to AND first + count > _from ORDER BY first
  LOOP
    end_at := next_block.first;
    total := total + next_block.bytes;
    EXIT WHEN total >= _max_bytes;
  END LOOP;
  RETURN QUERY
    SELECT b.first, b.count, b.bytes, b.min_time, b.max_time, b.appended_at, b.crc, b.data, found_topic.trimmed_to
    FROM block b
    WHERE b.topic_id = found_topic.id AND b.first BETWEEN begin_at AND end_at AND b.first + b.count > _from
    ORDER BY b.first;
END
$$;
