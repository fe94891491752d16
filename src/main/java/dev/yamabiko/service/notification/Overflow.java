package dev.yamabiko.service.notification;

import java.util.Locale;

/** What happens to one notification more than a queue may hold. */
public enum Overflow {
    /** It is refused. */
    REFUSE,
    /** The oldest one makes room. */
    DROP_OLDEST,
    /** The one of lowest priority makes room, of several the oldest; one that is lower still is refused. */
    DROP_LOWEST;

    /** By its name in the configuration, which knows the names there are. */
    public static Overflow of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
