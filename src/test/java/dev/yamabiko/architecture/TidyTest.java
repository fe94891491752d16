package dev.yamabiko.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lint as a unit test: what a reader should never have to meet, each with what to do instead. */
class TidyTest {
    private static final int FILE_LINES = 300;
    private static final int METHOD_LINES = 40;

    /** In files whose path matches {@code where}, {@code what} is to give way to {@code instead}. */
    private record Ban(String where, String what, String instead) {}

    private static final List<Ban> IN_CODE = List.of(
            new Ban(
                    "(?!.*/(cli|bench)/).*",
                    "System\\.(out|err)\\b",
                    "use a logger; only cli and bench talk to a terminal"),
            new Ban(".*", "\\.printStackTrace\\(", "use a logger"),
            new Ban(".*", "\\bThread\\.sleep\\(", "use a timer, or wait for the event itself"),
            new Ban(".*", "\\bnew Date\\(", "use epoch milliseconds from a Clock"),
            new Ban(".*", "@Disabled\\b", "repair the test or delete it"),
            new Ban("src/main/.*/(stream|gateway)/.*", "\\.format(ted)?\\(", "concatenate: this is a hot path"),
            new Ban("src/main/.*/(stream|service)/.*", "\\bsynchronized\\b", "give the state one owning thread"));

    private static final List<Ban> ANYWHERE = List.of(
            new Ban(".*", ".{121}", "break the line at 120 characters"),
            new Ban(
                    ".*",
                    "\\b(TOD[O]|FIXM[E]|XX[X])\\b(?!\\(#\\d+\\): \\S)",
                    "write TOD" + "O(#issue): what is to be done"),
            new Ban(".*", "/(home|Users|root)/|[A-Z]:\\\\Users", "name no path of one developer's machine"));

    private final List<Source> main = Source.under("src/main/java", "\\.java");
    private final List<Source> tests = Source.under("src/test/java", "\\.java");
    private final List<Source> bench = Source.under("src/bench/java", "\\.java");
    private final List<Source> sources =
            Stream.of(main, tests, bench).flatMap(List::stream).toList();

    TidyTest() throws IOException {}

    @Test
    void shouldKeepFilesAndMethodsShort() {
        Stream<String> files = sources.stream()
                .filter(source -> source.lines().size() > FILE_LINES)
                .map(source -> source.path() + ": over " + FILE_LINES + " lines: which second concept is in it?");
        Stream<String> methods = Source.methods(sources).stream()
                .filter(method -> method.lines() > METHOD_LINES)
                .map(method -> method.where() + "(): over " + METHOD_LINES + " lines: which part deserves a name?");

        assertThat(Stream.concat(files, methods)).isEmpty();
    }

    @Test
    void shouldCallNothingThatHasABetterReplacement() {
        assertThat(IN_CODE.stream().flatMap(ban -> offences(ban, true))).isEmpty();
    }

    @Test
    void shouldLeaveNoLooseEnds() {
        assertThat(ANYWHERE.stream().flatMap(ban -> offences(ban, false))).isEmpty();
    }

    @Test
    void shouldKeepNoDeadFile() throws IOException {
        List<Source> live = new ArrayList<>(main);
        live.addAll(Source.under("src/main/resources", "(META-INF/services/.*|\\.xml)"));
        live.addAll(Source.under("conf", "\\.xml"));

        assertThat(main)
                .filteredOn(source ->
                        !source.isPackageInfo() && !source.simpleName().equals("Main"))
                .filteredOn(source -> live.stream().noneMatch(other -> other.mentions(source)))
                .as("files that nothing else in src/main or conf mentions: delete them")
                .extracting(Source::path)
                .isEmpty();
    }

    @Test
    void shouldMarkEveryPackageAgainstNulls() {
        assertThat(main)
                .filteredOn(source -> main.stream().noneMatch(info -> info.marksPackageOf(source)))
                .as("files in a package without a package-info.java that says @NullMarked")
                .extracting(Source::path)
                .isEmpty();
    }

    private Stream<String> offences(Ban ban, boolean codeOnly) {
        Pattern what = Pattern.compile(ban.what);
        return sources.stream()
                .filter(source -> source.path().matches(ban.where))
                .flatMap(source -> source.find(what, codeOnly))
                .map(place -> place + ": " + ban.instead);
    }
}
