package dev.yamabiko.cli.client;

/**
 * A node as a person names it: {@code host:port}, or with {@code https://} or {@code http://} before that. Immutable.
 *
 * @param address where it is
 * @param scheme {@code https}, {@code http}, or empty
 */
record HubUrl(ServerAddress address, String scheme) {

    private static final String MARK = "://";

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException naming what was expected
     */
    static HubUrl parse(String text) {
        int mark = text.indexOf(MARK);
        String scheme = mark < 0 ? "" : text.substring(0, mark);
        if (mark >= 0 && !scheme.equals("https") && !scheme.equals("http")) {
            throw new IllegalArgumentException(text + " (expected: host:port, https://host:port or http://host:port)");
        }
        String rest = mark < 0 ? text : text.substring(mark + MARK.length());
        return new HubUrl(
                ServerAddress.parse(rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest), scheme);
    }
}
