package dev.yamabiko.stream;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Works out where a subscription begins in each of its topics, from the journal's index. Runs on the caller's context.
 */
final class Start {

    private final BlockReader reader;
    private final ReadRequest request;

    Start(BlockReader reader, ReadRequest request) {
        this.reader = reader;
        this.request = request;
    }

    /** One span for each topic there is; fails with a {@link StreamError} for a position that cannot be. */
    Future<List<Span>> resolve() {
        for (Topic topic : request.resume().after().keySet()) {
            if (!request.selection().matches(topic)) {
                return Future.failedFuture(new StreamError.InvalidPosition(
                        "resume.after: " + topic + " (expected: a topic of this stream)"));
            }
        }
        return topics().compose(topics -> reader.journal().extents(topics).compose(extents -> spans(topics, extents)))
                .compose(spans -> request.tail() == 0
                        ? Future.succeededFuture(spans)
                        : new TailSearch(reader, request.filter(), request.tail()).search(spans));
    }

    private Future<? extends Collection<Topic>> topics() {
        if (request.selection() instanceof Selection.Prefix prefix) {
            return reader.journal().topics(prefix.prefix()).map(found -> {
                Set<Topic> topics = new LinkedHashSet<>(found);
                topics.removeIf(topic -> !prefix.matches(topic));
                topics.addAll(request.resume().after().keySet());
                return topics;
            });
        }
        return Future.succeededFuture(((Selection.Topics) request.selection()).topics());
    }

    private Future<List<Span>> spans(Collection<Topic> topics, Map<Topic, Extent> extents) {
        List<Future<Span>> spans = new ArrayList<>();
        try {
            topics.forEach(topic -> spans.add(within(begin(topic, extents.getOrDefault(topic, Extent.EMPTY)))));
        } catch (StreamError error) {
            return Future.failedFuture(error);
        }
        return Future.all(spans).map(all -> all.<Span>list());
    }

    private Span begin(Topic topic, Extent extent) {
        long until = request.follow() ? Long.MAX_VALUE : extent.last();
        Span whole = new Span(topic, extent.earliest(), until, extent.last(), 0);
        ResumePoint resume = request.resume();
        boolean sameHistory = resume.epoch().isEmpty()
                || resume.epoch().equals(reader.journal().epoch());
        long after = resume.after().getOrDefault(topic, extent.earliest() - 1);
        if (sameHistory && after > extent.last()) {
            throw new StreamError.InvalidPosition(
                    "resume.after: " + after + " of " + topic + " (expected: at most " + extent.last() + ")");
        }
        if (sameHistory && after + 1 >= extent.earliest()) {
            return whole.startingAt(after + 1);
        }
        if (!resume.skipGap()) {
            throw new StreamError.HistoryExpired(
                    topic, new Position(reader.journal().epoch(), extent.earliest()));
        }
        long lost = sameHistory ? extent.earliest() - 1 - after : extent.earliest() - 1;
        return new Span(topic, extent.earliest(), until, extent.last(), lost);
    }

    /** Leaves out the blocks at both ends that cannot hold a record of the wanted times. */
    private Future<Span> within(Span span) {
        Filter filter = request.filter();
        Future<Span> begun = filter.minTime() == Long.MIN_VALUE
                ? Future.succeededFuture(span)
                : edge(span, false)
                        .map(blocks -> span.startingAt(
                                blocks.isEmpty()
                                        ? span.last() + 1
                                        : Math.max(span.next(), blocks.get(0).first())));
        return request.follow() || filter.maxTime() == Long.MAX_VALUE
                ? begun
                : begun.compose(from -> edge(from, true)
                        .map(blocks -> from.endingAt(
                                blocks.isEmpty()
                                        ? from.next() - 1
                                        : Math.min(from.until(), blocks.get(0).last()))));
    }

    private Future<List<BlockInfo>> edge(Span span, boolean newest) {
        Filter filter = request.filter();
        return reader.journal()
                .index(
                        span.topic(),
                        new IndexQuery(span.next(), span.last(), filter.minTime(), filter.maxTime(), newest, 1));
    }
}
