package dev.yamabiko.stream;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * Reads what subscriptions have missed from the journal: of one topic straight on, of several in the order in which
 * their blocks were appended. Runs on the caller's context.
 */
final class History {

    private static final Comparator<Cursor> OLDEST_FIRST = Comparator.<Cursor>comparingLong(
                    cursor -> cursor.ahead.getFirst().appendedAt())
            .thenComparing(Cursor::topic);

    private final BlockReader reader;

    History(BlockReader reader) {
        this.reader = reader;
    }

    /** The next blocks for cursors that are behind. Empty when retention has removed all they want. */
    Future<List<Block>> next(Collection<Cursor> behind) {
        if (behind.size() == 1) {
            Cursor only = behind.iterator().next();
            only.ahead.clear();
            return reader.next(only.topic(), only.next, only.end()).recover(error -> upToDamage(only, error));
        }
        int page = BlockReader.page(behind.size());
        List<Future<Void>> pages = behind.stream()
                .filter(cursor -> cursor.ahead.isEmpty())
                .map(cursor -> look(cursor, page))
                .toList();
        return Future.all(pages).compose(v -> read(oldest(behind)));
    }

    /** Good blocks in front of a damaged one are delivered, one by one: the read that begins with it says so. */
    private Future<List<Block>> upToDamage(Cursor cursor, Throwable error) {
        return error instanceof StreamError.JournalDamaged
                ? reader.read(cursor.topic(), cursor.next, cursor.end(), 1)
                : Future.failedFuture(error);
    }

    private Future<Void> look(Cursor cursor, int page) {
        return reader.journal()
                .index(cursor.topic(), IndexQuery.forward(cursor.next, cursor.end(), page))
                .map(blocks -> {
                    cursor.ahead.addAll(blocks);
                    return null;
                });
    }

    /** The oldest blocks that are known of, up to the first whose successor is not known yet. */
    private List<Ahead> oldest(Collection<Cursor> behind) {
        Queue<Cursor> cursors = new PriorityQueue<>(OLDEST_FIRST);
        behind.stream().filter(cursor -> !cursor.ahead.isEmpty()).forEach(cursors::add);
        List<Ahead> oldest = new ArrayList<>();
        long bytes = 0;
        while (!cursors.isEmpty() && bytes < reader.maxBytes()) {
            Cursor cursor = cursors.remove();
            BlockInfo block = cursor.ahead.removeFirst();
            oldest.add(new Ahead(cursor.topic(), block));
            bytes += block.bytes();
            if (!cursor.ahead.isEmpty()) {
                cursors.add(cursor);
            } else if (block.last() < cursor.end()) {
                break;
            }
        }
        return oldest;
    }

    /** Reads each topic's blocks together, and puts them back in order; leaves out what retention has removed since. */
    private Future<List<Block>> read(List<Ahead> wanted) {
        Map<Topic, List<BlockInfo>> byTopic = new LinkedHashMap<>();
        wanted.forEach(ahead -> byTopic.computeIfAbsent(ahead.topic(), topic -> new ArrayList<>())
                .add(ahead.block()));
        Map<Ahead, Block> found = new HashMap<>();
        List<Future<Void>> reads = new ArrayList<>();
        byTopic.forEach((topic, infos) -> reads.add(reader.read(
                        topic, infos.get(0).first(), infos.get(infos.size() - 1).last(), Integer.MAX_VALUE)
                .map(blocks -> {
                    blocks.forEach(block -> found.put(new Ahead(topic, block.info()), block));
                    return null;
                })));
        return Future.all(reads)
                .map(v -> wanted.stream()
                        .filter(found::containsKey)
                        .map(found::get)
                        .toList());
    }

    /** A block to read. */
    private record Ahead(Topic topic, BlockInfo block) {}
}
