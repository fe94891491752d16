package dev.yamabiko.service.chat;

import dev.yamabiko.stream.Gauges;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a node counts of chat. Thread-safe.
 *
 * @param messages kept
 * @param refused of what clients have sent
 * @param members users in rooms through this node, once for each room
 */
record ChatGauges(LongAdder messages, LongAdder refused, LongAdder members) {

    static ChatGauges in(Gauges gauges) {
        return new ChatGauges(gauges.of("chat_messages"), gauges.of("chat_refused"), gauges.of("chat_members"));
    }
}
