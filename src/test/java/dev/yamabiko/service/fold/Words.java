package dev.yamabiko.service.fold;

import com.google.protobuf.Parser;
import com.google.protobuf.StringValue;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A fold for tests: words in the order in which they came, each at most once. */
final class Words implements Fold<StringValue> {

    private final List<String> words;
    private long last;

    Words(long last, List<String> words) {
        this.last = last;
        this.words = new ArrayList<>(words);
    }

    @Override
    public void replay(long offset, StringValue record) {
        if (offset != last + 1) {
            throw new AssertionError("offset " + offset + " after " + last);
        }
        last = offset;
        words.add(record.getValue());
    }

    @Override
    public void trim(long earliest) {
        last = Math.max(last, earliest - 1);
    }

    @Override
    public long last() {
        return last;
    }

    @Override
    public int weight() {
        return words.size();
    }

    List<String> words() {
        return List.copyOf(words);
    }

    /** Words of a text are kept in a topic of its name. */
    static final class Kind implements FoldKind<Words, StringValue> {

        /** What folds begin with. */
        final Map<String, Words> snapshots = new ConcurrentHashMap<>();

        private final boolean drafts;

        /** The word that upkeep adds where it is missing; null: none. */
        private final @Nullable String wanted;

        Kind(boolean drafts, @Nullable String wanted) {
            this.drafts = drafts;
            this.wanted = wanted;
        }

        @Override
        public Topic topic(String id) {
            return new Topic("words/" + id);
        }

        @Override
        public Parser<StringValue> parser() {
            return StringValue.parser();
        }

        @Override
        public Future<Words> begin(String id) {
            Words snapshot = snapshots.getOrDefault(id, new Words(0, List.of()));
            return Future.succeededFuture(new Words(snapshot.last, snapshot.words));
        }

        @Override
        public @Nullable Words draft(Words state) {
            return drafts ? new Words(state.last, state.words) : null;
        }

        @Override
        public void kept(String id, Words state, StringValue record) {
            if (record.getValue().equals("broken")) {
                throw new IllegalStateException("broken");
            }
        }

        @Override
        public @Nullable Command<Words, StringValue, ?> upkeep(String id) {
            return wanted == null ? null : new Add(List.of(wanted), false);
        }
    }

    /**
     * Adds words that are not there; answered with the place of the first.
     *
     * @param strict refuses those that are there
     */
    record Add(List<String> added, boolean strict) implements Command<Words, StringValue, Integer> {

        static Add of(String... words) {
            return new Add(List.of(words), false);
        }

        static Add strictly(String word) {
            return new Add(List.of(word), true);
        }

        /** Upkeep finds it missing, or does not. */
        @Override
        public boolean wantsProof() {
            return strict;
        }

        @Override
        public List<StringValue> decide(Words state, long now) {
            if (strict && state.words.containsAll(added)) {
                throw new StreamError.LimitReached("words", "word: " + added + " is there");
            }
            return added.stream()
                    .filter(word -> !state.words.contains(word))
                    .map(StringValue::of)
                    .toList();
        }

        @Override
        public Integer answer(Words state, long offset) {
            return state.words.indexOf(added.get(0));
        }
    }

    /** All words, as new as the journal. */
    static Look<Words, StringValue, List<String>> all() {
        return new Look<>((state, now) -> state.words());
    }

    /** How many words this node knows of. */
    record Known() implements Command<Words, StringValue, Integer> {

        @Override
        public boolean wantsProof() {
            return false;
        }

        @Override
        public List<StringValue> decide(Words state, long now) {
            return List.of();
        }

        @Override
        public Integer answer(Words state, long offset) {
            return state.words.size();
        }
    }
}
