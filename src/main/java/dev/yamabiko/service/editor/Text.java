package dev.yamabiko.service.editor;

import dev.yamabiko.service.editor.Step.Delete;
import dev.yamabiko.service.editor.Step.Insert;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A text in chunks, which one that was made of it by an operation shares where nothing has changed: so an edit of a
 * long text costs little, and an earlier text remains. Positions and lengths are code points. Immutable.
 */
final class Text {

    /** No text. */
    static final Text EMPTY = new Text(List.of());

    /** Most UTF-16 units of a chunk; neighbours that have less than half of that together become one. */
    private static final int MOST = 1_024;

    private final List<Chunk> chunks;
    private final int length;
    private final int bytes;

    private Text(List<Chunk> chunks) {
        this.chunks = chunks;
        this.length = chunks.stream().mapToInt(Chunk::length).sum();
        this.bytes = chunks.stream().mapToInt(Chunk::bytes).sum();
    }

    /** Consecutive code points; {@code bytes}: in UTF-8. */
    private record Chunk(String units, int length, int bytes) {

        static Chunk of(String units) {
            return new Chunk(
                    units, units.codePointCount(0, units.length()), units.getBytes(StandardCharsets.UTF_8).length);
        }

        Chunk part(int from, int to) {
            if (from == 0 && to == length) {
                return this;
            }
            int start = length == units.length() ? from : units.offsetByCodePoints(0, from);
            int end = length == units.length() ? to : units.offsetByCodePoints(start, to - from);
            return of(units.substring(start, end));
        }
    }

    /** A whole text; no half of a surrogate pair in it. */
    static Text of(String text) {
        Writer writer = new Writer(new ArrayList<>());
        writer.insert(text);
        return new Text(writer.chunks);
    }

    /** Code points. */
    int length() {
        return length;
    }

    /** Size in UTF-8. */
    int bytes() {
        return bytes;
    }

    /** The text after an operation that reaches no further than its end. */
    Text after(Operation operation) {
        Writer writer =
                new Writer(new ArrayList<>(chunks.size() + operation.steps().size()));
        Reader reader = new Reader();
        for (Step step : operation.steps()) {
            if (step instanceof Insert insert) {
                writer.insert(insert.text());
            } else if (step instanceof Delete) {
                reader.skip(step.length());
            } else {
                reader.copy(step.length(), writer);
            }
        }
        reader.copy(Integer.MAX_VALUE, writer);
        return new Text(writer.chunks);
    }

    /** The same operation, whose deletions know what they delete here. */
    Operation witnessed(Operation operation) {
        Operation.Builder witnessed = new Operation.Builder();
        Reader reader = new Reader();
        for (Step step : operation.steps()) {
            if (step instanceof Insert insert) {
                witnessed.insert(insert);
            } else if (step instanceof Delete) {
                StringBuilder deleted = new StringBuilder();
                reader.take(step.length(), deleted);
                witnessed.delete(step.length(), deleted.toString());
            } else {
                reader.skip(step.length());
                witnessed.retain(step.length());
            }
        }
        return witnessed.build();
    }

    @Override
    public String toString() {
        StringBuilder whole = new StringBuilder();
        chunks.forEach(chunk -> whole.append(chunk.units));
        return whole.toString();
    }

    /** Goes through the chunks. */
    private final class Reader {
        private int at;
        private int gone;

        void copy(int count, Writer writer) {
            int left = count;
            while (left > 0 && at < chunks.size()) {
                Chunk part = next(left);
                writer.add(part);
                left -= part.length;
            }
        }

        void take(int count, StringBuilder to) {
            int left = count;
            while (left > 0 && at < chunks.size()) {
                Chunk part = next(left);
                to.append(part.units);
                left -= part.length;
            }
        }

        void skip(int count) {
            int left = count;
            while (left > 0 && at < chunks.size()) {
                int length = Math.min(left, chunks.get(at).length - gone);
                go(length);
                left -= length;
            }
        }

        private Chunk next(int most) {
            Chunk chunk = chunks.get(at);
            int length = Math.min(most, chunk.length - gone);
            Chunk part = chunk.part(gone, gone + length);
            go(length);
            return part;
        }

        private void go(int length) {
            gone += length;
            if (gone == chunks.get(at).length) {
                at++;
                gone = 0;
            }
        }
    }

    /** Puts chunks together, none of them small beside a small one. */
    private record Writer(List<Chunk> chunks) {

        void add(Chunk chunk) {
            int last = chunks.size() - 1;
            if (last >= 0 && chunks.get(last).units.length() + chunk.units.length() < MOST / 2) {
                chunks.set(last, Chunk.of(chunks.get(last).units + chunk.units));
            } else {
                chunks.add(chunk);
            }
        }

        void insert(String text) {
            for (int from = 0; from < text.length(); ) {
                int to = Math.min(from + MOST, text.length());
                if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
                    to--;
                }
                add(Chunk.of(text.substring(from, to)));
                from = to;
            }
        }
    }
}
