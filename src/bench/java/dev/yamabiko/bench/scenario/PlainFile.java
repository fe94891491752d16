package dev.yamabiko.bench.scenario;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** A file that is appended to and synced, without anybody in between: what durability costs at least. One thread. */
final class PlainFile implements AutoCloseable {

    /** What SQLite appends to its log for a small commit: a page. */
    private static final int APPENDED_BYTES = 4_096;

    private final FileChannel file;

    PlainFile(Path path) throws IOException {
        this.file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Appends and syncs so many times; returns the median time of one, in microseconds. */
    double medianMicros(int times) {
        double[] micros = new double[times];
        for (int i = 0; i < times; i++) {
            micros[i] = appendMicros();
        }
        Arrays.sort(micros);
        return micros[times / 2];
    }

    /** Appends and syncs; returns how long it took, in microseconds. */
    double appendMicros() {
        long before = System.nanoTime();
        try {
            file.write(ByteBuffer.allocate(APPENDED_BYTES), file.size());
            file.force(true);
        } catch (IOException error) {
            throw new IllegalStateException("append: " + error.getMessage(), error);
        }
        return (System.nanoTime() - before) / 1e3;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
