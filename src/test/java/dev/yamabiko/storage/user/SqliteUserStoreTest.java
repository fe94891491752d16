package dev.yamabiko.storage.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.yamabiko.contract.UserStoreContract;
import dev.yamabiko.storage.sql.SqlDatabase;
import dev.yamabiko.storage.sql.SqliteTables;
import dev.yamabiko.user.UserError;
import dev.yamabiko.user.UserStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a store of users, in a file; and what only a file can be. */
class SqliteUserStoreTest extends UserStoreContract {

    @TempDir
    Path folder;

    @Override
    protected SqlDatabase database() {
        return new SqliteTables(folder.resolve("data"));
    }

    @Test
    void shouldMakeAFileThatOthersCannotRead() throws Exception {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
        add("ann@example.com");

        try (var files = Files.list(folder.resolve("data"))) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                            .containsExactlyInAnyOrder(
                                    PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        }
    }

    @Test
    void shouldShareTheFileWithAnotherProcess() {
        try (UserStore other = create()) {
            add("ann@example.com");
            assertThat(other.find(1)).isNotNull();

            other.delete(1);
            assertThat(store.find(1)).isNull();
        }
    }

    @Test
    void shouldOpenItOnceItCanBe() throws Exception {
        Path data = folder.resolve("data");
        Files.createDirectories(data);
        Path file = Files.writeString(data.resolve("hub.db"), "this is no database, however long it is looked at");

        assertThatThrownBy(() -> add("ann@example.com")).isInstanceOf(UserError.Unavailable.class);
        Files.delete(file);

        assertThat(add("ann@example.com").id()).isEqualTo(1);
    }
}
