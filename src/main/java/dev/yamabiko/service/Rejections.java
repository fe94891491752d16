package dev.yamabiko.service;

import dev.yamabiko.service.ServiceError.Violation;
import java.util.ArrayList;
import java.util.List;

/** What one call has sent, and which of it broke a rule: the first {@value #MAX_ERRORS} in words. For one call. */
public final class Rejections {

    private static final int MAX_ERRORS = 100;

    private final String what;
    private final List<String> errors = new ArrayList<>();
    private long received;
    private long rejected;

    /** {@code what}: what a client sends. */
    public Rejections(String what) {
        this.what = what;
    }

    /** One more came. */
    public void next() {
        received++;
    }

    /** The one that came last breaks a rule. */
    public void add(Violation broken) {
        rejected++;
        if (errors.size() < MAX_ERRORS) {
            errors.add(what + " " + received + ": " + broken);
        }
    }

    /** How many came. */
    public long received() {
        return received;
    }

    /** How many of them broke a rule. */
    public long rejected() {
        return rejected;
    }

    /** What is wrong with the first of them, in words, by their numbers from 1. */
    public List<String> errors() {
        return errors;
    }

    /** As the wire has it: its largest number stands for all larger ones. */
    public static int int32(long count) {
        return (int) Math.min(count, Integer.MAX_VALUE);
    }
}
