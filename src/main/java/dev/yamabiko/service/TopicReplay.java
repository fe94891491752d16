package dev.yamabiko.service;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;
import java.util.function.ObjLongConsumer;

/**
 * Reads the records of a topic in order, for those who fold them. Completes on the caller's context; the visitor is
 * called there.
 *
 * @param <T> what the records are
 */
public record TopicReplay<T>(Journal journal, Topic topic, Parser<T> parser, ObjLongConsumer<T> visitor) {

    private static final int READ_BYTES = 256 << 10;

    /** Visits the records from one offset to another, as far as they are kept, each with its offset. */
    public Future<Void> read(long from, long to) {
        if (from > to) {
            return Future.succeededFuture();
        }
        return journal.read(topic, from, to, READ_BYTES).compose(blocks -> {
            blocks.forEach(block -> visit(block, from, to));
            return blocks.isEmpty()
                    ? Future.succeededFuture()
                    : read(blocks.get(blocks.size() - 1).last() + 1, to);
        });
    }

    /** Visits those records of a block, each with its offset. */
    public void visit(Block block, long from, long to) {
        byte[] bytes = block.frames().array();
        block.frames().from(from).forEach((offset, start, end) -> {
            if (offset <= to) {
                visitor.accept(parse(offset, bytes, start, end), offset);
            }
        });
    }

    private T parse(long offset, byte[] bytes, int start, int end) {
        try {
            return parser.parseFrom(bytes, start, end - start);
        } catch (InvalidProtocolBufferException damaged) {
            throw new StreamError.JournalDamaged("topic " + topic + ": no such record at offset " + offset);
        }
    }
}
