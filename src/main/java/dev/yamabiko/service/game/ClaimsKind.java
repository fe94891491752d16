package dev.yamabiko.service.game;

import com.google.protobuf.Parser;
import dev.yamabiko.proto.game.v1.MatchRecord;
import dev.yamabiko.service.fold.FoldKind;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;

/** Claims as folds: one for each match, by its id. Stateless. */
record ClaimsKind(Journal journal) implements FoldKind<Claims, MatchRecord> {

    @Override
    public Topic topic(String match) {
        return GameTopics.of(match);
    }

    @Override
    public Parser<MatchRecord> parser() {
        return MatchRecord.parser();
    }

    /** The newest record alone is read: it says it all. */
    @Override
    public Future<Claims> begin(String match) {
        return journal.extent(topic(match)).map(extent -> new Claims(Math.max(0, extent.last() - 1)));
    }
}
