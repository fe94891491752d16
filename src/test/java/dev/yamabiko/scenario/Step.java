package dev.yamabiko.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One command of a scenario, and what it should say.
 *
 * @param place file and line
 * @param command the line after {@code > }
 * @param body the lines after {@code | }
 * @param expected the lines after {@code < }; {@code ...} stands for any lines
 */
record Step(String place, String command, List<String> body, List<String> expected) {

    /** Reads the steps of a file; empty lines and those after {@code #} are for people. */
    static List<Step> read(Path file) throws IOException {
        List<Step> steps = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            String place = file.getFileName() + ":" + number;
            if (line.startsWith("> ")) {
                steps.add(new Step(place, line.substring(2), new ArrayList<>(), new ArrayList<>()));
            } else if (line.startsWith("| ")) {
                steps.get(steps.size() - 1).body.add(line.substring(2));
            } else if (line.startsWith("< ")) {
                steps.get(steps.size() - 1).expected.add(line.substring(2));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                throw new IOException(place + ": " + line + " (expected: a line after >, |, < or #)");
            }
        }
        return steps;
    }

    /** True if these lines are the expected ones. */
    boolean isMetBy(List<String> actual) {
        int gap = expected.indexOf("...");
        if (gap < 0) {
            return actual.equals(expected);
        }
        List<String> before = expected.subList(0, gap);
        List<String> after = expected.subList(gap + 1, expected.size());
        return actual.size() >= before.size() + after.size()
                && actual.subList(0, before.size()).equals(before)
                && actual.subList(actual.size() - after.size(), actual.size()).equals(after);
    }
}
