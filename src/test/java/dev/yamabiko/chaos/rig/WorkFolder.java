package dev.yamabiko.chaos.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Folders of tests with processes: in the build's own folder, named after the test. With {@code ON_SUCCESS} as their
 * clean-up mode, logs and data of a test that failed stay there.
 */
public final class WorkFolder implements TempDirFactory {

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
        Path root = HubNode.jar().resolveSibling("chaos");
        Files.createDirectories(root);
        String test =
                context.getTestMethod().map(method -> "-" + method.getName()).orElse("");
        return Files.createTempDirectory(root, context.getRequiredTestClass().getSimpleName() + test + "-");
    }
}
