package dev.yamabiko.storage;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Names for histories. Stateless. */
final class Epochs {

    private Epochs() {}

    /** A name that no other history has. */
    static String next(RandomGenerator random) {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
