package dev.yamabiko.service.notification;

import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.service.ProtoFields;
import dev.yamabiko.stream.Filter;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Which notifications a subscriber wants, told from their encoded form; never an acknowledgement.
 *
 * @param types of one of these; empty: of all
 * @param priority at least this
 * @param among of the user's own up to {@code upTo} only these offsets, in order; empty: all
 * @param upTo see {@code among}
 */
record NotificationFilter(Set<String> types, int priority, List<Long> among, long upTo) implements Filter {

    NotificationFilter {
        types = Set.copyOf(types);
    }

    @Override
    public boolean test(byte[] bytes, int from, int to) {
        ProtoFields fields = new ProtoFields().reset(bytes, from, to);
        int found = 0;
        long offset = 0;
        boolean toAll = false;
        boolean typed = types.isEmpty();
        while (fields.next()) {
            switch (fields.number()) {
                case Notification.TYPE_FIELD_NUMBER -> typed = types.isEmpty() || types.contains(text(bytes, fields));
                case Notification.PRIORITY_FIELD_NUMBER -> found = (int) fields.varint();
                case Notification.OFFSET_FIELD_NUMBER -> offset = fields.varint();
                case Notification.TO_ALL_FIELD_NUMBER -> toAll = fields.varint() != 0;
                case Notification.ACKNOWLEDGEMENT_FIELD_NUMBER -> {
                    return false;
                }
                default -> {
                    // the hub wrote it, and it does not matter here
                }
            }
        }
        return typed && found >= priority && (toAll || waits(offset));
    }

    private boolean waits(long offset) {
        return among.isEmpty() || offset > upTo || Collections.binarySearch(among, offset) >= 0;
    }

    private static String text(byte[] bytes, ProtoFields fields) {
        return new String(bytes, fields.from(), fields.length(), StandardCharsets.UTF_8);
    }
}
