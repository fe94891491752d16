package dev.yamabiko;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.yamabiko.config.AuditConfig;
import dev.yamabiko.gateway.auth.AuditLine;
import dev.yamabiko.gateway.auth.AuditLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** {@code audit.log} in the data folder, and so many files before it. Thread-safe, as logback is. */
public final class AuditFile {

    private static final String NAME = "audit.log";
    private static final String TIME = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";
    private static final String PATTERN = "%d{\"" + TIME + "\"} %replace(%msg){'[\\r\\n]', ' '}%n";

    private AuditFile() {}

    /** Adds a line from beside the hub; one that runs writes to the same file, whole lines as this one. */
    public static void add(Path data, AuditLine line, Clock clock) throws IOException {
        String time = DateTimeFormatter.ofPattern(TIME, Locale.ROOT).format(ZonedDateTime.now(clock));
        Files.writeString(
                data.resolve(NAME),
                time + " " + line.toString().replaceAll("[\\r\\n]", " ") + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Begins to write; ends it when run. Nothing where the log is not logback's. */
    static Runnable open(Path data, AuditConfig config) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return () -> {};
        }
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setContext(context);
        file.setName("audit " + data);
        file.setFile(data.resolve(NAME).toString());
        file.setEncoder(encoder(context));
        roll(context, file, data, config);
        file.start();
        Logger lines = context.getLogger(AuditLog.TOPIC.name());
        lines.setAdditive(false);
        lines.setLevel(Level.INFO); // however little the hub's own log is to say
        lines.addAppender(file);
        return () -> {
            lines.detachAppender(file);
            file.stop();
        };
    }

    private static void roll(
            LoggerContext context, RollingFileAppender<ILoggingEvent> file, Path data, AuditConfig config) {
        FixedWindowRollingPolicy before = new FixedWindowRollingPolicy();
        before.setContext(context);
        before.setParent(file);
        before.setFileNamePattern(data.resolve("audit.%i.log").toString());
        before.setMinIndex(1);
        before.setMaxIndex(config.files());
        before.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(new FileSize(config.fileBytes()));
        size.start();
        file.setRollingPolicy(before);
        file.setTriggeringPolicy(size);
    }

    private static PatternLayoutEncoder encoder(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern(PATTERN);
        encoder.start();
        return encoder;
    }
}
