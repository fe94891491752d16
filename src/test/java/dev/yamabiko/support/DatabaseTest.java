package dev.yamabiko.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DatabaseTest {

    @TempDir
    private Path folder;

    private Database database;

    @BeforeEach
    void start() {
        database = Database.start(folder);
        database.execute("CREATE TABLE kept (value int)");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void shouldBeDurable() {
        assertThat(database.execute("SHOW fsync")).isEqualTo("on");
        assertThat(database.execute("SHOW synchronous_commit")).isEqualTo("on");
    }

    @Test
    void shouldHaveWhatWasCommittedAfterItWasKilled() {
        String url = database.url();
        database.execute("INSERT INTO kept VALUES (7)");

        database.kill();
        database.startAgain();

        assertThat(database.url()).isEqualTo(url);
        assertThat(database.execute("SELECT value FROM kept")).isEqualTo("7");
    }

    @Test
    void shouldAnswerOnlyAfterItWasThawed() {
        database.freeze();
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> database.execute("SELECT 1"));
        Await.until("nothing for a while", Duration.ofSeconds(5), waited(Duration.ofMillis(300)));
        assertThat(answer).isNotDone();

        database.thaw();

        assertThat(answer.join()).isEqualTo("1");
    }

    private static BooleanSupplier waited(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        return () -> System.nanoTime() > end;
    }
}
