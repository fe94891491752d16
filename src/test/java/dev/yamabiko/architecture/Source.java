package dev.yamabiko.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A source file of this repository: its lines, its code (of Java, the lines with comments and literals blanked), and
 * its methods.
 *
 * @param path from the root of the repository, with slashes
 */
record Source(String path, List<String> lines, List<String> code) {
    private static final Pattern NOT_CODE = Pattern.compile(
            "/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*+\"|'(?:\\\\.|[^'\\\\\\n])++'",
            Pattern.DOTALL);

    /** A method: where it begins, and how many lines it has. */
    record Method(String where, long lines) {}

    /** The files under {@code root}, where there is one, whose path ends as {@code ending} says. */
    static List<Source> under(String root, String ending) throws IOException {
        Pattern path = Pattern.compile(".*" + ending);
        if (!Files.isDirectory(Path.of(root))) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(Path.of(root))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> path.matcher(file.toString()).matches())
                    .sorted()
                    .map(Source::of)
                    .toList();
        }
    }

    static Source of(Path file) {
        try {
            String text = Files.readString(file);
            String code = file.toString().endsWith(".java") ? codeOf(text) : text;
            String path = file.toString().replace('\\', '/');
            return new Source(path, text.lines().toList(), code.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String codeOf(String java) {
        return NOT_CODE.matcher(java).replaceAll(part -> part.group().replaceAll("[^\\n]", " "));
    }

    boolean isPackageInfo() {
        return simpleName().equals("package-info");
    }

    String simpleName() {
        return path.substring(path.lastIndexOf('/') + 1, path.length() - ".java".length());
    }

    /** Whether this file names the type of another one. */
    boolean mentions(Source other) {
        Pattern name = Pattern.compile("\\b" + Pattern.quote(other.simpleName()) + "\\b");
        return !equals(other)
                && code.stream().anyMatch(line -> name.matcher(line).find());
    }

    boolean marksPackageOf(Source other) {
        return isPackageInfo() && code.contains("@NullMarked") && folder().equals(other.folder());
    }

    private String folder() {
        return path.substring(0, path.lastIndexOf('/'));
    }

    /** {@code path:line} of each line in which {@code what} is found. */
    Stream<String> find(Pattern what, boolean codeOnly) {
        List<String> searched = codeOnly ? code : lines;
        return IntStream.range(0, searched.size())
                .filter(line -> what.matcher(searched.get(line)).find())
                .mapToObj(line -> path + ":" + (line + 1));
    }

    /** The methods of files, as the compiler sees them: one run of it for all, because it is slow to begin. */
    static List<Method> methods(List<Source> sources) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        List<Path> paths = sources.stream().map(source -> Path.of(source.path)).toList();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(paths));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            List<Method> methods = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                String path = Path.of("")
                        .toUri()
                        .relativize(unit.getSourceFile().toUri())
                        .getPath();
                new TreeScanner<Void, Void>() {
                    @Override
                    public Void visitMethod(MethodTree method, Void unused) {
                        methods.add(measure(path, unit, method, positions));
                        return super.visitMethod(method, null);
                    }
                }.scan(unit, null);
            }
            return methods;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Method measure(String path, CompilationUnitTree unit, MethodTree method, SourcePositions positions) {
        long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method));
        long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, method));
        return new Method(path + ":" + first + " " + method.getName(), last - first + 1);
    }
}
