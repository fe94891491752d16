package dev.yamabiko.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Markdown file of this repository: what it links to, and what it shows as code. */
record Document(Path path, String text) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```[^\\n]*\\n(.*?)^ *```");
    private static final Pattern INLINE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern PROMPT = Pattern.compile("(?m)^ *\\$ (.*)$");
    private static final Pattern VARIABLES = Pattern.compile("^(?:\\w+=\\S+ +)+");

    /** README.md and its neighbours, and everything under docs. */
    static List<Document> all() throws IOException {
        try (Stream<Path> files = Files.find(Path.of(""), 9, (file, is) -> isDocument(file))) {
            return files.sorted().map(Document::of).toList();
        }
    }

    private static boolean isDocument(Path file) {
        return file.toString().endsWith(".md") && (file.getNameCount() == 1 || file.startsWith("docs"));
    }

    static Document of(Path file) {
        try {
            return new Document(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Links to other files of the repository, without their fragments. */
    Stream<Path> links() {
        return groups(LINK, BLOCK.matcher(text).replaceAll(""))
                .filter(link -> !link.contains(":") && !link.startsWith("#"))
                .map(link -> path.resolveSibling(link.replaceFirst("#.*", "")).normalize());
    }

    /** What stands between backticks in a sentence. */
    Stream<String> inlineCode() {
        return groups(INLINE, BLOCK.matcher(text).replaceAll(""));
    }

    /** Command lines, one program each: behind the prompts of a block or, where it has none, its lines; and inline. */
    Stream<String> commands() {
        Stream<String> blocks = groups(BLOCK, text)
                .map(block -> block.replaceAll("\\\\\\n *", ""))
                .flatMap(block -> PROMPT.matcher(block).find() ? groups(PROMPT, block) : block.lines());
        return Stream.concat(blocks, inlineCode())
                .flatMap(line -> Stream.of(line.replaceFirst(" #.*", "").split("&&|[|;>]")))
                .map(command -> VARIABLES.matcher(command.strip()).replaceFirst(""));
    }

    private static Stream<String> groups(Pattern pattern, String text) {
        List<String> groups = new ArrayList<>();
        for (MatchResult match : pattern.matcher(text).results().toList()) {
            groups.add(match.group(1));
        }
        return groups.stream();
    }
}
