package dev.yamabiko.cli.terminal;

/**
 * The way in which text from elsewhere is shown: characters that a terminal would obey, or that hide others, appear as
 * codes. These are the control characters apart from the tab, the separators of lines and paragraphs, and what changes
 * the direction of writing. Stateless.
 */
public enum Escape {
    /** As a person reads it: {@code \x1b}. */
    TEXT("\\x%02x", "\\u%04x"),
    /** As JSON has it inside a string. */
    JSON("\\u%04x", "\\u%04x");

    private final String narrow;
    private final String wide;

    Escape(String narrow, String wide) {
        this.narrow = narrow;
        this.wide = wide;
    }

    /** The text with codes in place of what must not be obeyed; the same text where there is nothing of the kind. */
    public String apply(String text) {
        int first = 0;
        while (first < text.length() && !isObeyed(text.charAt(first))) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isObeyed(c)) {
                shown.append(String.format(c < 0x100 ? narrow : wide, (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.toString();
    }

    private static boolean isObeyed(char c) {
        if (c < 0x80) {
            return (c < ' ' && c != '\t') || c == 0x7F;
        }
        return c < 0xA0
                || c == '\u061C'
                || (c >= '\u200E' && c <= '\u200F')
                || (c >= '\u2028' && c <= '\u202E')
                || (c >= '\u2066' && c <= '\u2069');
    }
}
