package dev.yamabiko.stream;

/**
 * Which records a subscription wants. Equal filters share their work: implementations define {@code equals} and
 * {@code hashCode} by what they accept. Called on any event loop; must be stateless.
 */
public interface Filter {

    /** Takes every record. */
    Filter ALL = new Filter() {
        @Override
        public boolean test(byte[] bytes, int from, int to) {
            return true;
        }

        @Override
        public String toString() {
            return "all";
        }
    };

    /** True if the record whose protobuf lies from {@code from} to {@code to} is wanted. */
    boolean test(byte[] bytes, int from, int to);

    /** Smallest record time this filter can accept, milliseconds since the epoch. */
    default long minTime() {
        return Long.MIN_VALUE;
    }

    /** Largest record time this filter can accept, milliseconds since the epoch. */
    default long maxTime() {
        return Long.MAX_VALUE;
    }
}
