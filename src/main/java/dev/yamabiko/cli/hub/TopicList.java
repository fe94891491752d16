package dev.yamabiko.cli.hub;

import dev.yamabiko.cli.client.Comeback;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.HubMethods;
import dev.yamabiko.cli.client.Question;
import dev.yamabiko.proto.hub.v1.ListTopicsRequest;
import dev.yamabiko.proto.hub.v1.ListTopicsResponse;
import java.util.function.Consumer;

/** The topics of a hub, read page by page. For one thread. */
record TopicList(HubClient client, Comeback comeback, String prefix) {

    private static final int PAGE = 1_000;

    /** Reads all pages; where a call fails, the same page is asked for again. */
    void read(Consumer<ListTopicsResponse> page) throws InterruptedException {
        Question question = new Question(client, comeback);
        String token = "";
        do {
            ListTopicsRequest request = ListTopicsRequest.newBuilder()
                    .setPrefix(prefix)
                    .setPageSize(PAGE)
                    .setPageToken(token)
                    .build();
            ListTopicsResponse answer = question.ask(HubMethods.LIST_TOPICS, request, ListTopicsResponse.parser());
            page.accept(answer);
            token = answer.getNextPageToken();
        } while (!token.isEmpty());
    }
}
