package dev.yamabiko.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.cli.YamabikoCommand;
import dev.yamabiko.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every path, command and option that the documentation names exists. */
class DocsTest {
    private static final Pattern FROM_ROOT = Pattern.compile("(?:src|docs|conf|\\.mvn|\\.ci)/.*");
    private static final Pattern FILE_NAME = Pattern.compile("[\\w./-]+\\.(?:java|proto|sql|md|ya?ml|xml)");
    private static final Pattern HUB = Pattern.compile("(?:yamabiko|java .*-jar \\S*yamabiko\\.jar)(?: (.*))?");
    private static final Pattern MAVEN = Pattern.compile("\\./mvnw(?: (.*))?");
    private static final Set<String> PHASES = Set.of("clean", "compile", "test", "package", "verify");
    private static final Set<String> PROPERTIES_OF_PLUGINS = Set.of("test", "it.test", "maven.repo.local", "skipTests");

    private final List<Document> documents = Document.all();
    private final List<Path> files;
    private final String pom = Files.readString(Path.of("pom.xml"));

    DocsTest() throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("src"))) {
            files = all.toList();
        }
    }

    @Test
    void shouldLinkToWhatExists() {
        assertThat(complaints(Document::links, link -> Files.exists(link) ? "" : "no such file"))
                .isEmpty();
    }

    @Test
    void shouldNameFilesThatExist() {
        assertThat(complaints(Document::inlineCode, code -> isThere(code) ? "" : "no such file"))
                .isEmpty();
    }

    @Test
    void shouldNameCommandsThatExist() {
        assertThat(complaints(Document::commands, this::complaintOfHub)).isEmpty();
    }

    @Test
    void shouldNameBuildStepsThatExist() {
        assertThat(complaints(Document::commands, this::complaintOfMaven)).isEmpty();
    }

    private <T> Stream<String> complaints(Function<Document, Stream<T>> named, Function<T, String> complaint) {
        return documents.stream()
                .flatMap(document -> named.apply(document)
                        .filter(name -> !complaint.apply(name).isEmpty())
                        .map(name -> document.path() + ": " + name + ": " + complaint.apply(name)));
    }

    /** A path from the root, up to its first placeholder; or the end of some path; or no path at all. */
    private boolean isThere(String code) {
        if (FROM_ROOT.matcher(code).matches()) {
            Path path = Path.of(code.replaceFirst("(?:[^/]*[<{*…]|NNNN).*", ""));
            return Files.exists(path);
        }
        return !FILE_NAME.matcher(code).matches()
                || Files.exists(Path.of(code))
                || Stream.concat(files.stream(), documents.stream().map(Document::path))
                        .anyMatch(file -> file.endsWith(code))
                || Files.exists(Path.of("conf", code));
    }

    private String complaintOfHub(String command) {
        Matcher hub = HUB.matcher(command);
        if (!hub.matches() || hub.group(1) == null) {
            return "";
        }
        CommandSpec spec = rootCommand();
        Deque<String> words = new ArrayDeque<>(List.of(hub.group(1).strip().split("\\s+")));
        while (!words.isEmpty()) {
            String word = words.pop();
            if (spec.subcommands().containsKey(word)) {
                spec = spec.subcommands().get(word).getCommandSpec();
            } else if (word.startsWith("-")) {
                OptionSpec option = spec.findOption(word.replaceFirst("=.*", ""));
                if (option == null) {
                    return "no option " + word + " of " + spec.qualifiedName();
                }
                if (option.arity().max() > 0 && !word.contains("=")) {
                    words.poll();
                }
            } else if (!spec.subcommands().isEmpty() && !word.matches("[<\\[(].*")) {
                return "no command " + word + " of " + spec.qualifiedName();
            }
        }
        return "";
    }

    private static CommandSpec rootCommand() {
        return YamabikoCommand.commandLine(Terminal.ofProcess(), Clock.systemUTC(), new SplittableRandom(), time -> {})
                .getCommandSpec();
    }

    private String complaintOfMaven(String command) {
        Matcher maven = MAVEN.matcher(command);
        if (!maven.matches() || maven.group(1) == null) {
            return "";
        }
        return Stream.of(maven.group(1).strip().split("\\s+"))
                .filter(word -> !isBuildStep(word))
                .findFirst()
                .map(word -> "pom.xml knows nothing of " + word)
                .orElse("");
    }

    private boolean isBuildStep(String word) {
        if (word.startsWith("-P")) {
            return pom.contains("<id>" + word.substring(2) + "</id>");
        }
        if (word.startsWith("-D")) {
            String property = word.substring(2).replaceFirst("=.*", "");
            return PROPERTIES_OF_PLUGINS.contains(property) || pom.contains("<" + property + ">");
        }
        return word.startsWith("-") || PHASES.contains(word) || isGoal(word);
    }

    private boolean isGoal(String word) {
        String plugin = word.replaceFirst(":.*", "");
        return word.contains(":")
                && (pom.contains(">maven-" + plugin + "-plugin<") || pom.contains(">" + plugin + "-maven-plugin<"));
    }
}
