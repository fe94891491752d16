package dev.yamabiko.cli.hub;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.cli.client.Call;
import dev.yamabiko.cli.client.Comeback;
import dev.yamabiko.cli.client.Ending;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.HubMethods;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.proto.hub.v1.ListTopicsRequest;
import dev.yamabiko.proto.hub.v1.ListTopicsResponse;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The topics of a hub, read page by page. For one thread. */
record TopicList(HubClient client, Comeback comeback, String prefix) {

    private static final int PAGE = 1_000;
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /** Reads all pages; where a call fails, the same page is asked for again. */
    void read(Consumer<ListTopicsResponse> page) throws InterruptedException {
        String token = "";
        do {
            ListTopicsRequest request = ListTopicsRequest.newBuilder()
                    .setPrefix(prefix)
                    .setPageSize(PAGE)
                    .setPageToken(token)
                    .build();
            ListTopicsResponse answer = ask(request);
            page.accept(answer);
            token = answer.getNextPageToken();
        } while (!token.isEmpty());
    }

    private ListTopicsResponse ask(ListTopicsRequest request) throws InterruptedException {
        while (true) {
            try (Call call = client.open(HubMethods.LIST_TOPICS)) {
                call.send(List.of(Buffer.buffer(request.toByteArray())));
                call.finish();
                List<byte[]> answer = call.next(SILENCE);
                Ending ending = call.ending();
                if (ending instanceof Ending.Completed && !answer.isEmpty()) {
                    comeback.opened(call, "");
                    comeback.well();
                    return ListTopicsResponse.parseFrom(answer.get(0));
                }
                comeback.after(ending);
            } catch (InvalidProtocolBufferException foreign) {
                throw new CommandFailure("the hub sent what is no list of topics: " + foreign.getMessage(), foreign);
            }
        }
    }
}
