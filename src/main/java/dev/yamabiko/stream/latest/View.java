package dev.yamabiko.stream.latest;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Those values of a {@link Board} that one filter takes, and the event loops that read them. Used on the context of its
 * board; readers get immutable sheets on theirs.
 */
final class View {

    private record Numbered(LatestValue value, long number) {}

    private final KeyFilter filter;
    private final Map<String, Numbered> values = new LinkedHashMap<>();
    private final List<Reader> readers = new ArrayList<>();
    private long last;
    private boolean changed;

    View(KeyFilter filter) {
        this.filter = filter;
    }

    boolean takes(String key) {
        return filter.test(key);
    }

    /** A value is newer than what there was. */
    void put(LatestValue value) {
        values.remove(value.key());
        values.put(value.key(), new Numbered(value, ++last));
        changed = true;
    }

    void remove(String key) {
        changed |= values.remove(key) != null;
    }

    /** Shows the readers what has changed. */
    void show() {
        if (changed) {
            changed = false;
            Sheet sheet = sheet();
            readers.forEach(reader -> reader.show(sheet));
        }
    }

    /** One more event loop; it is shown what there is. */
    void add(Reader reader) {
        readers.add(reader);
        reader.show(sheet());
    }

    void remove(Reader reader) {
        readers.remove(reader);
    }

    boolean isRead() {
        return !readers.isEmpty();
    }

    private Sheet sheet() {
        LatestValue[] all = new LatestValue[values.size()];
        long[] numbers = new long[values.size()];
        int at = 0;
        for (Numbered numbered : values.values()) {
            all[at] = numbered.value();
            numbers[at++] = numbered.number();
        }
        return new Sheet(all, numbers, last);
    }

    /** An event loop that reads: one that is late gets the newest sheet alone. Thread-safe. */
    static final class Reader {
        private final Context context;
        private final Consumer<Sheet> action;
        private final AtomicReference<Sheet> waiting = new AtomicReference<>(Sheet.EMPTY);

        Reader(Context context, Consumer<Sheet> action) {
            this.context = context;
            this.action = action;
        }

        private void show(Sheet sheet) {
            if (waiting.getAndSet(sheet) == Sheet.EMPTY) {
                context.runOnContext(v -> action.accept(waiting.getAndSet(Sheet.EMPTY)));
            }
        }
    }
}
