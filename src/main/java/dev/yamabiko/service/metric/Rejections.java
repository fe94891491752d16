package dev.yamabiko.service.metric;

import dev.yamabiko.service.ServiceError.Violation;
import java.util.ArrayList;
import java.util.List;

/** What one call has sent, and which of it broke a rule: the first {@value #MAX_ERRORS} in words. For one call. */
final class Rejections {

    private static final int MAX_ERRORS = 100;

    private final String what;
    private final List<String> errors = new ArrayList<>();
    private long received;
    private long rejected;

    /** {@code what}: what a client sends. */
    Rejections(String what) {
        this.what = what;
    }

    /** One more came. */
    void next() {
        received++;
    }

    /** The one that came last breaks a rule. */
    void add(Violation broken) {
        rejected++;
        if (errors.size() < MAX_ERRORS) {
            errors.add(what + " " + received + ": " + broken);
        }
    }

    long received() {
        return received;
    }

    long rejected() {
        return rejected;
    }

    List<String> errors() {
        return errors;
    }

    /** As the wire has it: its largest number stands for all larger ones. */
    static int int32(long count) {
        return (int) Math.min(count, Integer.MAX_VALUE);
    }
}
