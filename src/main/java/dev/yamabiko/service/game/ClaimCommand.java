package dev.yamabiko.service.game;

import dev.yamabiko.proto.game.v1.MatchRecord;
import dev.yamabiko.service.fold.Command;
import dev.yamabiko.stream.StreamError.LimitReached;
import java.util.List;
import java.util.Set;

/**
 * Lets a node run a match that nobody runs; answered with who does.
 *
 * @param node who asks
 * @param rules of a match that has not begun
 * @param seed of a match that has not begun
 * @param missedTerm whoever has it in this term is not heard; -1: none is missed
 * @param there nodes that are there
 * @param room the node may run one more
 */
record ClaimCommand(String node, String rules, long seed, long missedTerm, Set<String> there, boolean room)
        implements Command<Claims, MatchRecord, ClaimCommand.Holder> {

    /**
     * Who runs a match.
     *
     * @param record the newest of the match
     * @param fresh it is this claim's own
     */
    record Holder(MatchRecord record, boolean fresh) {}

    /** One that was lost on its way to this node may have been kept: better to look than to claim what is taken. */
    @Override
    public boolean wantsNewest() {
        return true;
    }

    @Override
    public List<MatchRecord> decide(Claims claims, long now) {
        MatchRecord newest = claims.newest();
        boolean held = there.contains(newest.getNode()) && newest.getTerm() != missedTerm;
        if (held) {
            return List.of();
        }
        if (!room) {
            throw new LimitReached("games.max-matches", "match: one too many for this node (expected: another node)");
        }
        MatchRecord from = newest.getTerm() > 0
                ? newest
                : MatchRecord.newBuilder().setRules(rules).setSeed(seed).build();
        return List.of(
                from.toBuilder().setNode(node).setTerm(newest.getTerm() + 1).build());
    }

    @Override
    public Holder answer(Claims claims, long offset) {
        return new Holder(claims.newest(), offset > 0);
    }
}
