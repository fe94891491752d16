package dev.yamabiko.stream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * Finds the place from which on a filter takes the last N records, walking back from the newest block over all topics
 * of a subscription. Without a filter it reads the index alone. Runs on the caller's context.
 */
final class TailSearch {

    private static final Comparator<Walk> NEWEST_FIRST = Comparator.comparingLong(Walk::appendedAt)
            .thenComparing(walk -> walk.span.topic())
            .reversed();

    private final BlockReader reader;
    private final Filter filter;
    private final List<Walk> walks = new ArrayList<>();
    private final Queue<Walk> ready = new PriorityQueue<>(NEWEST_FIRST);
    private final Promise<List<Span>> found = Promise.promise();
    private long missing;

    TailSearch(BlockReader reader, Filter filter, int wanted) {
        this.reader = reader;
        this.filter = filter;
        this.missing = wanted;
    }

    /** The same spans, each starting where its part of the last N records begins. */
    Future<List<Span>> search(List<Span> spans) {
        spans.forEach(span -> walks.add(new Walk(span)));
        list(walks);
        return found.future();
    }

    /** Asks which blocks come next in some topics, then goes on. */
    private void list(List<Walk> lacking) {
        Future.all(lacking.stream().map(this::page).toList())
                .onFailure(found::tryFail)
                .onSuccess(v -> {
                    lacking.stream().filter(Walk::goesOn).forEach(ready::add);
                    advance();
                });
    }

    private Future<Void> page(Walk walk) {
        IndexQuery query = IndexQuery.backward(walk.span.next(), walk.start - 1, BlockReader.page(walks.size()))
                .within(filter.minTime(), filter.maxTime());
        return reader.journal().index(walk.span.topic(), query).map(blocks -> {
            walk.listed.addAll(blocks);
            return null;
        });
    }

    private void advance() {
        try {
            visit();
        } catch (RuntimeException error) {
            found.tryFail(error);
        }
    }

    /** Visits blocks, newest first, until enough is found or the journal has to be asked. */
    private void visit() {
        while (missing > 0 && !ready.isEmpty()) {
            Walk newest = ready.remove();
            if (filter == Filter.ALL) {
                missing -= newest.take(newest.listed.removeFirst(), missing);
            } else if (newest.read.isEmpty()) {
                read(newest);
                return;
            } else {
                missing -= newest.take(newest.read.removeFirst(), filter, missing);
            }
            if (!newest.goesOn()) {
                list(List.of(newest));
                return;
            }
            ready.add(newest);
        }
        found.tryComplete(walks.stream().map(Walk::span).toList());
    }

    /** Reads the next blocks of a topic: one at first, then more each time, for there may be few that match. */
    private void read(Walk walk) {
        BlockInfo newest = walk.listed.removeFirst();
        BlockInfo oldest = newest;
        long bytes = newest.bytes();
        for (int i = 1; i < walk.atATime && !walk.listed.isEmpty() && bytes < reader.maxBytes() / walks.size(); i++) {
            oldest = walk.listed.removeFirst();
            bytes += oldest.bytes();
        }
        walk.atATime *= 2;
        reader.read(walk.span.topic(), oldest.first(), newest.last(), Integer.MAX_VALUE)
                .onFailure(found::tryFail)
                .onSuccess(blocks -> {
                    blocks.forEach(walk.read::addFirst);
                    if (walk.goesOn()) {
                        ready.add(walk);
                        advance();
                    } else {
                        list(List.of(walk));
                    }
                });
    }

    /** How far back the search is in one topic. */
    private static final class Walk {
        final Span span;

        /** Blocks to visit, newest first: of these the bytes too. */
        final Deque<Block> read = new ArrayDeque<>();

        /** Blocks to visit after those, newest first. */
        final Deque<BlockInfo> listed = new ArrayDeque<>();

        long start;
        int atATime = 1;

        Walk(Span span) {
            this.span = span;
            this.start = Math.min(span.until(), span.last()) + 1;
        }

        boolean goesOn() {
            return !read.isEmpty() || !listed.isEmpty();
        }

        long appendedAt() {
            return (read.isEmpty() ? listed.getFirst() : read.getFirst().info()).appendedAt();
        }

        long take(BlockInfo block, long wanted) {
            long first = Math.max(block.first(), span.next());
            long last = Math.min(block.last(), start - 1);
            start = Math.max(first, last - wanted + 1);
            return last - start + 1;
        }

        long take(Block block, Filter filter, long wanted) {
            Frames taken = block.view(filter).from(span.next());
            int count = taken.count();
            start = count >= wanted ? taken.offsetFromEnd((int) wanted) : Math.max(block.first(), span.next());
            return count;
        }

        Span span() {
            return span.startingAt(start);
        }
    }
}
