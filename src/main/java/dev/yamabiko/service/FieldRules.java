package dev.yamabiko.service;

import dev.yamabiko.service.ServiceError.Violation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Collects the fields of a request that break their rules, the first {@value #MAX_VIOLATIONS}. For one request. */
public final class FieldRules {

    /** The status must fit into 8 KiB of headers, which is what clients take. */
    private static final int MAX_VIOLATIONS = 16;

    private final List<Violation> violations = new ArrayList<>();

    /** A number from {@code least} to {@code most}. */
    public FieldRules range(String field, long value, long least, long most) {
        return require(value >= least && value <= most, field, value + " (expected: " + least + " to " + most + ")");
    }

    /** At most so many bytes of UTF-8. */
    public FieldRules bytes(String field, String value, int most) {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        return require(bytes <= most, field, bytes + " bytes (expected: at most " + most + ")");
    }

    /** A name: at least one byte of UTF-8, at most so many, and no control character. */
    public FieldRules name(String field, String value, int most) {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        boolean printable = value.chars().noneMatch(Character::isISOControl);
        return require(
                bytes > 0 && bytes <= most && printable,
                field,
                bytes + " bytes (expected: 1 to " + most + ", no control character)");
    }

    /** Whatever rule; {@code description}: {@code value (expected: rule)}. */
    public FieldRules require(boolean holds, String field, String description) {
        if (!holds && violations.size() < MAX_VIOLATIONS) {
            violations.add(new Violation(field, description));
        }
        return this;
    }

    /** Throws {@link ServiceError.InvalidRequest} if any rule is broken. */
    public void check() {
        if (!violations.isEmpty()) {
            throw new ServiceError.InvalidRequest(violations);
        }
    }
}
