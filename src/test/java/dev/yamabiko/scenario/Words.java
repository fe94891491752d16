package dev.yamabiko.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a line: plain ones, and {@code name=value}. Quotes keep spaces together; escapes are those of Java. A
 * value may hold further {@code =}.
 */
final class Words {

    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"]|\"(?:[^\"\\\\]|\\\\.)*\")+");
    private static final Pattern OPTION = Pattern.compile("([\\w.-]+)=(.*)", Pattern.DOTALL);

    private final List<String> plain = new ArrayList<>();
    private final Map<String, List<String>> options = new LinkedHashMap<>();

    Words(String line) {
        Matcher words = WORD.matcher(line);
        while (words.find()) {
            add(words.group());
        }
    }

    /** Takes the next plain word; empty if there is none. */
    String next() {
        return plain.isEmpty() ? "" : plain.remove(0);
    }

    /** Takes a number if the next plain word is one. */
    int nextCount() {
        return !plain.isEmpty() && plain.get(0).matches("\\d+") ? Integer.parseInt(plain.remove(0)) : 1;
    }

    /** Takes a plain word if it is there. */
    boolean flag(String word) {
        return plain.remove(word);
    }

    /** Takes the values of an option. */
    List<String> all(String name) {
        List<String> values = options.remove(name);
        return values == null ? List.of() : values;
    }

    /** Takes the value of an option; empty if it is not there. */
    String one(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? "" : values.get(0);
    }

    /** Takes the value of an option; 0 if it is not there. */
    long number(String name) {
        String value = one(name);
        return value.isEmpty() ? 0 : Long.parseLong(value);
    }

    /** Takes the options that nobody has asked for. */
    Map<String, String> rest() {
        Map<String, String> rest = new LinkedHashMap<>();
        options.forEach((name, values) -> rest.put(name, values.get(0)));
        options.clear();
        return rest;
    }

    /** Refuses words that nobody has asked for. */
    void requireNoMore() {
        if (!plain.isEmpty() || !options.isEmpty()) {
            throw new IllegalArgumentException("not understood: " + plain + options);
        }
    }

    private void add(String word) {
        Matcher option = OPTION.matcher(word);
        if (!word.startsWith("\"") && option.matches()) {
            options.computeIfAbsent(option.group(1), name -> new ArrayList<>()).add(unquoted(option.group(2)));
        } else {
            plain.add(unquoted(word));
        }
    }

    private static String unquoted(String word) {
        boolean quoted = word.length() > 1 && word.startsWith("\"") && word.endsWith("\"");
        return quoted ? word.substring(1, word.length() - 1).translateEscapes() : word;
    }
}
