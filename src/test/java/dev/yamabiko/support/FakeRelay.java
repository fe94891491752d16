package dev.yamabiko.support;

import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Relay;
import dev.yamabiko.stream.Selection;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A relay that delivers at once, until it is told to lose blocks; a test may deliver any block itself. Used by one
 * thread.
 */
public final class FakeRelay implements Relay {

    private final List<Handler<Block>> readers = new ArrayList<>();
    private final List<Handler<Block>> latestReaders = new ArrayList<>();
    private final List<Selection> read = new ArrayList<>();
    private int losing;

    @Override
    public void publish(Block block) {
        if (losing > 0) {
            losing--;
        } else {
            deliver(block);
        }
    }

    @Override
    public Runnable reads(Selection selection) {
        read.add(selection);
        return () -> read.remove(selection);
    }

    /** What is read, once for each reader. */
    public List<Selection> read() {
        return List.copyOf(read);
    }

    @Override
    public Runnable listen(Predicate<Topic> wanted, Handler<Block> reader) {
        Handler<Block> listener = block -> {
            if (wanted.test(block.topic())) {
                reader.handle(block);
            }
        };
        readers.add(listener);
        return () -> readers.remove(listener);
    }

    @Override
    public Runnable listenLatest(Handler<Block> reader) {
        latestReaders.add(reader);
        return () -> latestReaders.remove(reader);
    }

    @Override
    public Set<String> readers(Topic topic) {
        return read.stream().anyMatch(selection -> selection.matches(topic)) ? Set.of("") : Set.of();
    }

    /** Loses the next blocks. */
    public void lose(int blocks) {
        losing = blocks;
    }

    /** Delivers a block, once more or out of its order. */
    public void deliver(Block block) {
        List.copyOf(block.topic().isLatest() ? latestReaders : readers).forEach(reader -> reader.handle(block));
    }
}
