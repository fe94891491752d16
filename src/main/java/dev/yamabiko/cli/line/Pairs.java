package dev.yamabiko.cli.line;

/** A run of {@code key=value} pairs in a line, values perhaps in quotes, words between them passed over. Stateless. */
final class Pairs {

    private static final int MOST_PAIRS = 32;

    private Pairs() {}

    /** Takes pairs for {@code keys} until these are complete; false: the first word is no pair. */
    static boolean read(Scan line, StampKeys keys) {
        for (int pair = 0; pair < MOST_PAIRS && !line.atEnd() && !keys.complete(); pair++) {
            String key = key(line);
            if (!key.isEmpty() && line.take('=')) {
                String quoted = line.quoted();
                String value = quoted != null ? quoted : line.token();
                keys.found(key, value == null ? "" : trimmed(value));
            } else if (pair == 0) {
                return false;
            } else {
                line.token();
            }
            if (!line.blanks()) {
                break;
            }
        }
        return true;
    }

    private static String key(Scan line) {
        StringBuilder key = new StringBuilder();
        while (Character.isLetterOrDigit(line.peek()) || "_.-@".indexOf(line.peek()) >= 0) {
            key.append(line.peek());
            line.take(line.peek());
        }
        return key.toString();
    }

    /** Without what ends a line, or a list. */
    private static String trimmed(String value) {
        int end = value.length();
        while (end > 0 && ",;\r".indexOf(value.charAt(end - 1)) >= 0) {
            end--;
        }
        return value.substring(0, end);
    }
}
