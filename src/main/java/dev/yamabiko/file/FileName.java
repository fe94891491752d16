package dev.yamabiko.file;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a file: segments between slashes, that mean nothing to the host and are safe to use as a path anywhere.
 * Immutable.
 *
 * @param value the whole name
 */
public record FileName(String value) implements Comparable<FileName> {

    /** Longest name, bytes of UTF-8. */
    public static final int MAX_BYTES = 512;

    private static final int MAX_SEGMENT_BYTES = 255;

    /** Whatever may follow them: Windows opens the device for {@code nul.txt} too. */
    private static final Pattern DEVICE =
            Pattern.compile("(con|prn|aux|nul|conin\\$|conout\\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])[ ]*(\\..*)?");

    /** Who decodes it once more would find another name. */
    private static final Pattern PERCENT_ENCODED = Pattern.compile("%[0-9A-Fa-f]{2}");

    /** Throws {@link IllegalArgumentException} with the rule that the name breaks. */
    public FileName {
        String broken = brokenRule(value);
        if (broken != null) {
            throw new IllegalArgumentException(broken);
        }
    }

    /** The rule that a name breaks, {@code value (expected: rule)}; null: none. */
    public static @Nullable String brokenRule(String value) {
        int bytes = bytes(value);
        if (bytes == 0 || bytes > MAX_BYTES) {
            return bytes + " bytes (expected: 1 to " + MAX_BYTES + ")";
        }
        if (value.codePoints().anyMatch(FileName::isForbidden)) {
            return "a character (expected: no backslash, colon, control or line-breaking character)";
        }
        if (!Normalizer.isNormalized(value, Normalizer.Form.NFC)) {
            return "characters in pieces (expected: Unicode in NFC)";
        }
        if (PERCENT_ENCODED.matcher(value).find()) {
            return "percent-encoding (expected: the characters themselves)";
        }
        for (String segment : value.split("/", -1)) {
            String broken = brokenSegment(segment);
            if (broken != null) {
                return broken;
            }
        }
        return null;
    }

    @Override
    public int compareTo(FileName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    private static @Nullable String brokenSegment(String segment) {
        if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
            return "segment `" + segment + "` (expected: no empty one, no `.`, no `..`, no slash at either end)";
        }
        if (segment.endsWith(".") || segment.endsWith(" ") || segment.startsWith(" ")) {
            return "segment `" + segment + "` (expected: no space at either end, no dot at the end)";
        }
        if (DEVICE.matcher(segment.toLowerCase(Locale.ROOT)).matches()) {
            return "segment `" + segment + "` (expected: no device of Windows)";
        }
        int bytes = bytes(segment);
        return bytes > MAX_SEGMENT_BYTES
                ? "segment of " + bytes + " bytes (expected: at most " + MAX_SEGMENT_BYTES + ")"
                : null;
    }

    /** Also what changes the direction of writing, and so what a person reads; and halves of pairs. */
    private static boolean isForbidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> true;
            case Character.FORMAT -> character != 0x200C && character != 0x200D;
            default -> "\\:*?\"<>|".indexOf(character) >= 0;
        };
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
