package dev.yamabiko.service.hub;

import dev.yamabiko.proto.hub.v1.ListTopicsRequest;
import dev.yamabiko.proto.hub.v1.ListTopicsResponse;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The topics of a journal in pages. The token of a page is the last name in it, so that what comes and goes in between
 * moves nothing. Stateless.
 */
final class TopicPages {

    private static final int DEFAULT_SIZE = 100;
    private static final int MAX_SIZE = 1_000;

    private final Journal journal;

    TopicPages(Journal journal) {
        this.journal = journal;
    }

    /** One page of those that are visible to the caller; fails as the journal does. */
    Future<ListTopicsResponse> page(ListTopicsRequest request, Predicate<Topic> visible) {
        new FieldRules()
                .range("page_size", request.getPageSize(), 0, MAX_SIZE)
                .bytes("prefix", request.getPrefix(), Topic.MAX_BYTES)
                .bytes("page_token", request.getPageToken(), Topic.MAX_BYTES)
                .check();
        int size = request.getPageSize() == 0 ? DEFAULT_SIZE : request.getPageSize();
        return journal.topics(request.getPrefix())
                .map(known -> after(request.getPageToken(), known, visible, size + 1))
                .compose(found -> {
                    List<Topic> page = found.subList(0, Math.min(size, found.size()));
                    return journal.extents(page).map(extents -> response(page, extents, found.size() > size));
                });
    }

    private static List<Topic> after(String token, Collection<Topic> known, Predicate<Topic> visible, int most) {
        return known.stream()
                .filter(topic -> topic.name().compareTo(token) > 0)
                .filter(visible)
                .sorted()
                .limit(most)
                .toList();
    }

    private static ListTopicsResponse response(List<Topic> page, Map<Topic, Extent> extents, boolean more) {
        ListTopicsResponse.Builder response = ListTopicsResponse.newBuilder();
        for (Topic topic : page) {
            Extent extent = extents.getOrDefault(topic, Extent.EMPTY);
            response.addTopicsBuilder()
                    .setName(topic.name())
                    .setEarliestOffset(extent.earliest())
                    .setLastOffset(extent.last());
        }
        if (more) {
            response.setNextPageToken(page.get(page.size() - 1).name());
        }
        return response.build();
    }
}
