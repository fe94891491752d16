package dev.yamabiko.cluster.journal;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.IndexQuery;
import dev.yamabiko.stream.StreamError.JournalUnavailable;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads topics step by step: segment after segment, then the newest blocks from the head. Thread-safe. */
final class Reader {

    private static final int MOST_MISSES = 3;

    private final Heads heads;
    private final IMap<SegmentKey, Segment> segments;
    private final SegmentCache cache;

    Reader(Heads heads, HazelcastInstance instance, SegmentCache cache) {
        this.heads = heads;
        this.segments = JournalMaps.segments(instance);
        this.cache = cache;
    }

    Future<List<Block>> read(Topic topic, long from, long to, int maxBytes) {
        return read(topic, from, to, maxBytes, new ArrayList<>());
    }

    private Future<List<Block>> read(Topic topic, long from, long to, int left, List<Block> found) {
        return step(topic, Look.blocks(from, to, left), to, MOST_MISSES).compose(step -> {
            int still = left;
            for (Block block : step.blocks()) {
                if (still > 0 && block.last() >= from && block.first() <= to) {
                    found.add(block);
                    still -= block.info().bytes();
                }
            }
            long next = step.last() + 1;
            return step.fromHead() || still <= 0 || next > to
                    ? Future.succeededFuture(found)
                    : read(topic, next, to, still, found);
        });
    }

    Future<List<BlockInfo>> index(Topic topic, IndexQuery query) {
        return query.to() < query.from() ? Future.succeededFuture(List.of()) : index(topic, query, new ArrayList<>());
    }

    private Future<List<BlockInfo>> index(Topic topic, IndexQuery query, List<BlockInfo> found) {
        return step(topic, Look.index(query), query.to(), MOST_MISSES).compose(step -> {
            int before = found.size();
            step.infos(query.newestFirst()).stream()
                    .filter(query::matches)
                    .limit(query.limit())
                    .forEach(found::add);
            int left = query.limit() - (found.size() - before);
            long from = query.newestFirst() ? query.from() : step.last() + 1;
            long to = query.newestFirst() ? step.first() - 1 : query.to();
            boolean end = step.fromHead() && (!query.newestFirst() || found.size() == before);
            return end || left == 0 || from > to
                    ? Future.succeededFuture(found)
                    : index(topic, rest(query, from, to, left), found);
        });
    }

    private static IndexQuery rest(IndexQuery query, long from, long to, int limit) {
        return new IndexQuery(from, to, query.minTime(), query.maxTime(), query.newestFirst(), limit);
    }

    /** The blocks of a segment that are kept. */
    Future<List<Block>> kept(Topic topic, String incarnation, SegmentInfo segment) {
        return fetch(new SegmentKey(topic.name(), incarnation, segment)).map(found -> kept(segment, found));
    }

    /** A segment that is named but not there was trimmed in between. */
    private Future<Step> step(Topic topic, Look look, long upTo, int misses) {
        return heads.look(topic, look, upTo).compose(seen -> {
            SegmentInfo segment = seen.segment();
            if (segment == null) {
                return Future.succeededFuture(
                        new Step(true, seen.openFrom(), seen.last(), seen.blocks(), seen.infos()));
            }
            return fetch(new SegmentKey(topic.name(), seen.incarnation(), segment))
                    .map(found ->
                            new Step(false, segment.kept().first(), segment.last(), kept(segment, found), List.of()))
                    .recover(error -> misses == 0 ? Future.failedFuture(error) : step(topic, look, upTo, misses - 1));
        });
    }

    private static List<Block> kept(SegmentInfo segment, Segment found) {
        return found.blocks().stream()
                .filter(block -> block.first() >= segment.kept().first())
                .toList();
    }

    private Future<Segment> fetch(SegmentKey key) {
        Segment cached = cache.get(key);
        if (cached != null) {
            return Future.succeededFuture(cached);
        }
        return heads.answered(() -> segments.getAsync(key)).compose(found -> {
            if (found == null) {
                return Future.failedFuture(new JournalUnavailable("journal: a segment is missing"));
            }
            cache.put(key, found);
            return Future.succeededFuture(found);
        });
    }

    /**
     * What one step found: the part of a topic that the head itself holds, or a segment.
     *
     * @param first offset of the first record of the part
     * @param last offset of its last one
     * @param inHead what matches of a part that the head holds
     */
    private record Step(boolean fromHead, long first, long last, List<Block> blocks, List<BlockInfo> inHead) {

        List<BlockInfo> infos(boolean newestFirst) {
            if (fromHead) {
                return inHead;
            }
            List<BlockInfo> infos = new ArrayList<>();
            blocks.forEach(block -> infos.add(block.info()));
            if (newestFirst) {
                Collections.reverse(infos);
            }
            return infos;
        }
    }
}
