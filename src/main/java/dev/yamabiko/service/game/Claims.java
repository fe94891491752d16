package dev.yamabiko.service.game;

import dev.yamabiko.proto.game.v1.MatchRecord;
import dev.yamabiko.service.fold.Fold;

/**
 * Who runs a match, and its last snapshot: the newest record of its topic, which says it all. Without I/O; used by one
 * thread.
 */
final class Claims implements Fold<MatchRecord> {

    private static final int WEIGHT_BYTES = 1_024;

    private long last;
    private MatchRecord newest = MatchRecord.getDefaultInstance();

    /** The records up to this one are passed by. */
    Claims(long last) {
        this.last = last;
    }

    @Override
    public void replay(long offset, MatchRecord record) {
        last = offset;
        newest = record;
    }

    @Override
    public void trim(long earliest) {
        if (last < earliest) {
            last = Math.max(last, earliest - 1);
            newest = MatchRecord.getDefaultInstance();
        }
    }

    @Override
    public long last() {
        return last;
    }

    @Override
    public int weight() {
        return newest.getSerializedSize() / WEIGHT_BYTES;
    }

    /** The newest record; with term 0: there is none. */
    MatchRecord newest() {
        return newest;
    }

    /** True if a node runs the match in a term, and no other has it since. */
    boolean has(String node, long term) {
        return newest.getNode().equals(node) && newest.getTerm() == term;
    }
}
