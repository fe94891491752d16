package dev.yamabiko.cli.view;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far a transfer has come, as a bar on standard error where that is a terminal: in bytes of a file whose size is
 * known, else in entries. Thread-safe.
 */
public final class Progress implements AutoCloseable {

    private static final int WIDTH = 79;
    private static final int REFRESH_MS = 250;
    private static final long MIB = 1 << 20;

    private final @Nullable ProgressBar bar;
    private final boolean bytes;

    private Progress(@Nullable ProgressBar bar, boolean bytes) {
        this.bar = bar;
        this.bytes = bytes;
    }

    /** Shows nothing. */
    public static Progress hidden() {
        return new Progress(null, false);
    }

    /** Shows a bar; {@code sizeBytes} below 0: it is not known. */
    public static Progress shown(String name, long sizeBytes, PrintStream err) {
        ProgressBarBuilder builder = new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(sizeBytes)
                .setUpdateIntervalMillis(REFRESH_MS)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
                .showSpeed();
        if (sizeBytes >= 0) {
            builder.setUnit(" MiB", MIB);
        }
        return new Progress(builder.build(), sizeBytes >= 0);
    }

    /** So many bytes are read, so many entries sent. */
    public void at(long readBytes, long entries) {
        if (bar != null) {
            bar.stepTo(bytes ? readBytes : entries);
        }
    }

    /** So many more bytes have gone over. */
    public void more(long moreBytes) {
        if (bar != null) {
            bar.stepBy(moreBytes);
        }
    }

    /** Removes the bar's hold on the terminal. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
