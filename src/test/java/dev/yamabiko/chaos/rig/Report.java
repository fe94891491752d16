package dev.yamabiko.chaos.rig;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What the checker found.
 *
 * @param acknowledged entries that were acknowledged
 * @param unacknowledged entries sent without an acknowledgement
 * @param surplus of those, how many are there all the same
 * @param forgotten entries acknowledged in an earlier epoch that the last one does not hold
 * @param epochs histories that readers saw, over all topics; 1 if there was never another
 * @param readings what readers saw, each in one epoch
 * @param read entries they saw, over all
 * @param violations what must not be
 */
public record Report(
        long acknowledged,
        long unacknowledged,
        long surplus,
        long forgotten,
        int epochs,
        int readings,
        long read,
        List<Violation> violations) {

    private static final int SHOWN = 20;

    @Override
    public String toString() {
        String counts = "acknowledged=" + acknowledged + " unacknowledged=" + unacknowledged + " of which kept="
                + surplus + " readings=" + readings + " read=" + read
                + (epochs > 1 ? " epochs=" + epochs + " forgotten=" + forgotten : "")
                + " violations=" + violations.size();
        return violations.stream()
                .limit(SHOWN)
                .map(found -> "\n  " + found)
                .collect(Collectors.joining("", counts, ""));
    }
}
