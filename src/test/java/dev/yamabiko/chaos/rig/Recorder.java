package dev.yamabiko.chaos.rig;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps what writers sent and readers saw, on however many nodes. Thread-safe. */
public final class Recorder {

    private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
    private final Queue<Reading> readings = new ConcurrentLinkedQueue<>();

    /** A call begins to send to a topic. */
    public Sent sending(String topic, int writer, long first) {
        return keep(new Sent(topic, writer, first));
    }

    /** A call that another recorder knows already. */
    public Sent keep(Sent call) {
        sent.add(call);
        return call;
    }

    /** A reader follows a topic from its first entry on, and may leave before its end. */
    public Reading follows(String reader, String topic) {
        return keep(new Reading(reader, topic, false));
    }

    /** A reader reads a topic from its first entry to its last one. */
    public Reading readsAll(String reader, String topic) {
        return keep(new Reading(reader, topic, true));
    }

    /** Entries of acknowledged calls so far. */
    public long acknowledged() {
        return sent.stream().filter(Sent::acknowledged).mapToLong(Sent::count).sum();
    }

    /** All of it, for {@link HistoryChecker}. */
    public History history() {
        return new History(List.copyOf(sent), List.copyOf(readings));
    }

    /** A reading that was made elsewhere. */
    public Reading keep(Reading reading) {
        readings.add(reading);
        return reading;
    }
}
