package dev.yamabiko.stream;

/**
 * Which of a topic's oldest blocks a policy removes: those without a single record inside all its bounds.
 *
 * @param policy the bounds
 * @param now milliseconds since the epoch
 * @param last offset of the topic's newest record
 */
public record Expiry(TopicPolicy policy, long now, long last) {

    /**
     * How many of the oldest blocks go.
     *
     * @param oldest blocks in order, from the oldest one kept
     * @param bytesKept encoded bytes of all blocks kept
     */
    public int count(Iterable<BlockInfo> oldest, long bytesKept) {
        int count = 0;
        long newer = bytesKept;
        for (BlockInfo block : oldest) {
            newer -= block.bytes();
            if (!tooOld(block) && !tooMany(block) && !tooMuch(newer)) {
                break;
            }
            count++;
        }
        return count;
    }

    private boolean tooOld(BlockInfo block) {
        return policy.maxAgeMs() > 0 && block.appendedAt() < now - policy.maxAgeMs();
    }

    private boolean tooMany(BlockInfo block) {
        return policy.maxRecords() > 0 && last - block.last() >= policy.maxRecords();
    }

    private boolean tooMuch(long newerBytes) {
        return policy.maxBytes() > 0 && newerBytes >= policy.maxBytes();
    }
}
