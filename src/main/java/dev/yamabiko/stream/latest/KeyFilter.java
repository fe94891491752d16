package dev.yamabiko.stream.latest;

/**
 * Which keys of a latest topic a reader wants. Equal filters share their work: implementations define {@code equals}
 * and {@code hashCode} by what they accept. Asked once for each key, on any thread; must be stateless.
 */
@FunctionalInterface
public interface KeyFilter {

    /** True if the values of this key are wanted. */
    boolean test(String key);
}
