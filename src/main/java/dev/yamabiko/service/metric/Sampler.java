package dev.yamabiko.service.metric;

/** Measures something, whenever it is asked: once a tick at most, by one thread at a time, which it may block. */
@FunctionalInterface
public interface Sampler {

    /** Adds what it measures now. */
    void sample(Samples samples);
}
