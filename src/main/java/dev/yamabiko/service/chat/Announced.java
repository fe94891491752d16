package dev.yamabiko.service.chat;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.service.ProtoFields;
import dev.yamabiko.stream.Filter;

/** Takes what clients are to see: not what only changes on which nodes somebody is. Stateless. */
final class Announced implements Filter {

    /** There is one for all. */
    static final Announced FILTER = new Announced();

    private Announced() {}

    @Override
    public boolean test(byte[] bytes, int from, int to) {
        ProtoFields fields = new ProtoFields().reset(bytes, from, to);
        while (fields.next()) {
            if (fields.number() == ChatMessage.UNANNOUNCED_FIELD_NUMBER) {
                return false;
            }
        }
        return true;
    }
}
