package dev.yamabiko.gateway.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which topics are meant: {@code *} stands for any characters, {@code {user}} for the caller's id, everything else for
 * itself. Looks at each character of a topic once or twice for each star, whatever the pattern. Immutable.
 */
final class TopicPattern {

    private static final Pattern PARTS = Pattern.compile("\\*+|\\{user}|[^*{]+|\\{");
    private static final String STAR = "*";
    private static final String USER = "{user}";

    private final List<String> parts = new ArrayList<>();

    TopicPattern(String text) {
        Matcher part = PARTS.matcher(text);
        while (part.find()) {
            parts.add(part.group().startsWith(STAR) ? STAR : part.group());
        }
    }

    /** The literals between two stars are found from left to right, each as early as it can be. */
    boolean matches(String topic, String user) {
        int at = 0;
        boolean free = false;
        StringBuilder literal = new StringBuilder();
        for (String part : parts) {
            if (!part.equals(STAR)) {
                literal.append(part.equals(USER) ? user : part);
                continue;
            }
            at = find(topic, literal.toString(), at, free);
            if (at < 0) {
                return false;
            }
            literal.setLength(0);
            free = true;
        }
        String last = literal.toString();
        return free ? topic.length() - last.length() >= at && topic.endsWith(last) : topic.equals(last);
    }

    /** Where what follows the literal begins; -1: it is not there. */
    private static int find(String topic, String literal, int from, boolean anywhere) {
        int found = anywhere ? topic.indexOf(literal, from) : topic.startsWith(literal, from) ? from : -1;
        return found < 0 ? -1 : found + literal.length();
    }
}
