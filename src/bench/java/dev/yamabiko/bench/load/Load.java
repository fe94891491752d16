package dev.yamabiko.bench.load;

/** Clients of one server: a writer, and followers that count. Used by one thread. */
public interface Load extends AutoCloseable {

    /** Opens followers; returns when the server has them. */
    void follow(Follow follow);

    /** Records that all followers have received together; throws what went wrong with one of them. */
    long received();

    /** Writes records as fast as the server takes them; returns when it has acknowledged them, if it does that. */
    void write(long records);

    /**
     * Writes records at a fixed rate, whether or not the server keeps up; each carries the time at which it was due.
     */
    void writeAt(int perSecond, long records);

    /** So many records come from elsewhere. */
    void skip(long records);

    /** How long records took since they were asked for last. */
    Latencies takeLatencies();

    @Override
    void close();
}
