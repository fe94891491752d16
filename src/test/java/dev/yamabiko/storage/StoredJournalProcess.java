package dev.yamabiko.storage;

import static dev.yamabiko.support.Answer.await;
import static dev.yamabiko.support.Records.batch;

import dev.yamabiko.stream.Topic;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A process that appends to a journal until it is killed, and prints each offset once it is acknowledged. */
final class StoredJournalProcess {

    private static final String ACKNOWLEDGED = "acknowledged ";

    private StoredJournalProcess() {}

    static Process start(Path folder, Topic topic) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoredJournalProcess.class.getName(),
                        folder.toString(),
                        topic.name())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Waits for the next offset that the process was told is durable. */
    static long acknowledged(BufferedReader output) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(ACKNOWLEDGED)) {
                return Long.parseLong(line.substring(ACKNOWLEDGED.length()));
            }
        }
        throw new AssertionError("the process ended");
    }

    public static void main(String[] args) {
        try (PrintStream out =
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)) {
            SqliteJournal journal = new StoredJournal(Vertx.vertx(), Path.of(args[0])).open();
            Topic topic = new Topic(args[1]);
            while (!out.checkError()) {
                out.println(ACKNOWLEDGED
                        + await(journal.append(List.of(batch(topic, 20))))
                                .get(0)
                                .last());
            }
        }
    }
}
