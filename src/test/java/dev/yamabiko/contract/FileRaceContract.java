package dev.yamabiko.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.file.Draft;
import dev.yamabiko.file.FileName;
import dev.yamabiko.file.FileStore;
import dev.yamabiko.file.UploadKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a store of files promises to several who use it at once. */
public abstract class FileRaceContract extends FileStoreFixture {

    @Test
    void shouldGiveANameToOneOfSeveralUploadsAtOnce() throws Exception {
        FileStore store = open();
        put(store, name, "before");
        int callers = 6;
        CountDownLatch ready = new CountDownLatch(callers);
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                String text = "from " + i;
                Draft draft = store.begin(new UploadKey("caller " + i, name), 0);
                append(draft, text);
                all.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return publish(draft, text);
                }));
            }
            for (Future<?> each : all) {
                each.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(read(store, name)).startsWith("from ").hasSize(6);
        assertNothingElseAfterAWhile(store, 6);
        assertThat(read(store, name)).startsWith("from ").hasSize(6);
    }

    @Test
    void shouldKeepEveryNameWholeWhileOthersDeleteAndUploadTheSame() throws Exception {
        FileStore store = open();
        List<FileName> names = List.of(new FileName("x"), new FileName("y"));
        names.forEach(each -> put(store, each, "content 0"));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Random random = new Random(i);
                String caller = "caller " + i;
                all.add(threads.submit(() -> {
                    for (int round = 0; round < 8; round++) {
                        boolean own = random.nextBoolean();
                        FileName chosen = own ? new FileName(caller) : names.get(random.nextInt(2));
                        Draft draft = store.begin(new UploadKey(caller, chosen), 0);
                        String text = "content " + random.nextInt(2);
                        append(draft, text);
                        publish(draft, text);
                        assertThat(!own || store.delete(chosen)).isTrue();
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get(50, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        put(store, names.get(0), "content 0");
        put(store, names.get(1), "content 1");
        assertNothingElseAfterAWhile(store, 18);
        assertThat(read(store, names.get(0))).isEqualTo("content 0");
        assertThat(read(store, names.get(1))).isEqualTo("content 1");
    }
}
