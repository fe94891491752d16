package dev.yamabiko.cli.line;

/**
 * A moment as a number since the epoch: of 10 digits, seconds, perhaps with a fraction; of 13, 16 or 19, milliseconds,
 * microseconds or nanoseconds. So it lies between 2001 and 2286. Stateless.
 */
final class EpochTime {

    private static final int MILLIS_DIGITS = 3;

    private EpochTime() {}

    /** Takes such a number; {@link Moments#NONE} where there is none. */
    static long read(Scan line) {
        if (line.peek() < '1' || line.peek() > '9') {
            return Moments.NONE;
        }
        // Read in two parts: ten digits do not fit an int.
        int high = line.digits(5, 5);
        int low = line.digits(5, 5);
        if (high == Scan.NONE || low == Scan.NONE) {
            return Moments.NONE;
        }
        long seconds = high * 100_000L + low;
        int millis = line.digits(MILLIS_DIGITS, MILLIS_DIGITS);
        if (millis == Scan.NONE) {
            millis = line.millis();
        } else {
            line.digits(MILLIS_DIGITS, MILLIS_DIGITS);
            line.digits(MILLIS_DIGITS, MILLIS_DIGITS);
        }
        return Character.isLetterOrDigit(line.peek()) ? Moments.NONE : seconds * 1_000 + millis;
    }
}
