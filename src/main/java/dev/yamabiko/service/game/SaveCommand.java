package dev.yamabiko.service.game;

import dev.yamabiko.proto.game.v1.MatchRecord;
import dev.yamabiko.service.fold.Command;
import java.util.List;

/**
 * Keeps a snapshot, unless another node has the match since; answered with whether it is kept.
 *
 * @param node who runs the match, in the term of the record
 * @param record the snapshot
 */
record SaveCommand(String node, MatchRecord record) implements Command<Claims, MatchRecord, Boolean> {

    @Override
    public List<MatchRecord> decide(Claims claims, long now) {
        return claims.has(node, record.getTerm()) ? List.of(record) : List.of();
    }

    @Override
    public Boolean answer(Claims claims, long offset) {
        return offset > 0;
    }
}
