package dev.yamabiko.cli.chat;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where a person, or a script, talks and listens. Read by one thread; shows what any thread says. */
interface Prompt extends AutoCloseable {

    /** The next line; null: there are no more. */
    @Nullable
    String read() throws IOException;

    /** Shows a line, above what is being typed. */
    void show(String line);

    /** Shows how things are, where there is a place for it. */
    default void status(String line) {}

    /** What is being typed, as far as that is known. */
    default String typed() {
        return "";
    }

    /** False once nobody takes what is shown. */
    default boolean wanted() {
        return true;
    }

    @Override
    default void close() throws IOException {}
}
