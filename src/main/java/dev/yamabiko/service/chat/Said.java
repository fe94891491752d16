package dev.yamabiko.service.chat;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.service.ProtoFields;
import dev.yamabiko.stream.Frames;

/** How far a client has been given what is said in one room. Used on one event loop. */
final class Said {

    private final ProtoFields fields = new ProtoFields();
    private Runnable onProgress = () -> {};
    private long given;

    /** Offset of the last message given, of those written so far. */
    long given() {
        return given;
    }

    /** The client has it up to here from before. */
    void from(long offset) {
        given = Math.max(given, offset);
    }

    /** Sets what runs now, and whenever more has been given. */
    void onProgress(Runnable action) {
        onProgress = action;
        action.run();
    }

    /** Takes note of what is given: records of one topic, or a heartbeat. */
    void note(Frames frames) {
        byte[] bytes = frames.array();
        int first = frames.start() + Frames.HEADER_BYTES;
        if (!isMessage(bytes, first, Frames.frameEnd(bytes, frames.start()))) {
            return;
        }
        frames.forEach((offset, from, to) -> given = Math.max(given, offset));
        onProgress.run();
    }

    private boolean isMessage(byte[] bytes, int from, int to) {
        fields.reset(bytes, from, to);
        long type = ChatMessage.Type.TYPE_UNSPECIFIED_VALUE;
        while (fields.next()) {
            if (fields.is(ChatMessage.TYPE_FIELD_NUMBER, ProtoFields.VARINT)) {
                type = fields.varint();
            }
        }
        return type >= ChatMessage.Type.TYPE_TEXT_VALUE && type <= ChatMessage.Type.TYPE_FILE_VALUE;
    }
}
