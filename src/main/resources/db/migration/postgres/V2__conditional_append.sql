-- The append of V1, with one thing more. _follows: offset that the newest record of a batch's topic must have, null: any;
-- null as a whole: as before. Where it has another one the batch is not stored, nor is any of its topic behind it, and
-- conflict is true; a topic is not created for it. A batch whose records are all known is known wherever it was to be.
DROP FUNCTION append(text[], integer[], bigint[], bigint[], bigint[], bytea[], text[], bigint[], bigint, integer, bigint);

-- Which batches cannot be stored, by their positions: those whose topic ends elsewhere, and those behind them.
CREATE FUNCTION misplaced(_names text[], _counts integer[], _keys text[], _befores bigint[], _follows bigint[])
RETURNS bigint[]
LANGUAGE sql STABLE AS $$
  WITH examined AS (
    SELECT e.pos, e.count, coalesce(e.reached, 0) AS reached, coalesce(e.known, 0) <= 0 AS fresh
    FROM examine(_names, _counts, _keys, _befores) e
  ), placed AS (
    SELECT pos, fresh, reached + coalesce(sum(count) FILTER (WHERE fresh) OVER earlier, 0) AS ended
    FROM examined
    WINDOW earlier AS (PARTITION BY _names[pos] ORDER BY pos ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
  ), judged AS (
    SELECT pos, bool_or(fresh AND _follows[pos] <> ended) OVER (PARTITION BY _names[pos] ORDER BY pos) AS misplaced
    FROM placed
  )
  SELECT coalesce(array_agg(pos), '{}') FROM judged WHERE misplaced
$$;

CREATE FUNCTION append(
  _names text[], _counts integer[], _min_times bigint[], _max_times bigint[], _crcs bigint[], _datas bytea[],
  _keys text[], _befores bigint[], _now bigint, _max_topics integer, _max_bytes bigint, _follows bigint[] DEFAULT NULL)
RETURNS TABLE (pos bigint, partly bigint, kept boolean, ended bigint, conflict boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  conditional boolean := coalesce(num_nonnulls(VARIADIC _follows), 0) > 0;
  refused bigint[] := '{}';
  welcome text[] := _names;
BEGIN
  IF conditional THEN
    welcome := ARRAY(SELECT n.name FROM unnest(_names, _follows) WITH ORDINALITY AS n (name, follows, pos)
                     GROUP BY n.name HAVING coalesce((array_agg(n.follows ORDER BY n.pos))[1], 0) = 0 ORDER BY min(n.pos));
  END IF;
  PERFORM create_topics(welcome, _max_topics);
  PERFORM FROM topic WHERE name = ANY (_names) ORDER BY id FOR NO KEY UPDATE;

  IF _max_bytes > 0 AND _max_bytes
      < (SELECT sum(bytes) FROM topic) + (SELECT sum(octet_length(data)) FROM unnest(_datas) AS d (data)) THEN
    RAISE EXCEPTION 'journal.max-bytes is reached' USING ERRCODE = 'disk_full';
  END IF;

  IF num_nonnulls(VARIADIC _keys) > 0 THEN
    RETURN QUERY
      SELECT e.pos, e.known, false, NULL::bigint, false
      FROM examine(_names, _counts, _keys, _befores) e
      WHERE e.known > 0 AND e.known < e.count;
    IF FOUND THEN
      RETURN;
    END IF;
  END IF;

  IF conditional THEN
    refused := misplaced(_names, _counts, _keys, _befores, _follows);
  END IF;

  RETURN QUERY
  WITH examined AS MATERIALIZED (
    SELECT e.*, e.id IS NOT NULL AND coalesce(e.known, 0) <= 0 AND e.pos <> ALL (refused) AS fresh
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
                            p.known_last) END,
         p.pos = ANY (refused)
  FROM placed p ORDER BY p.pos;
END
$$;
