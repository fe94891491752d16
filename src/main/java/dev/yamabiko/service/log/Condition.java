package dev.yamabiko.service.log;

import dev.yamabiko.service.ProtoFields;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of the {@code filters} of a log stream. Immutable; equal conditions accept the same entries. */
sealed interface Condition {

    /**
     * A key, a comparison and a value; the key is short on purpose, so that free text with a "=" later on stays text.
     */
    Pattern COMPARISON = Pattern.compile("([\\p{Alnum}_.-]{1,128}?)(!?=)(.*)", Pattern.DOTALL);

    /** Reads {@code text}, {@code key=value} or {@code key!=value}. */
    static Condition parse(String filter) {
        Matcher comparison = COMPARISON.matcher(filter);
        return comparison.matches()
                ? new Compares(
                        comparison.group(1),
                        comparison.group(3),
                        comparison.group(2).equals("!="))
                : new Contains(new SoughtText(filter));
    }

    /** True if the encoded entry is accepted. */
    boolean test(byte[] bytes, int from, int to);

    /**
     * The message contains a text, any case.
     *
     * @param text what is looked for
     */
    record Contains(SoughtText text) implements Condition {
        @Override
        public boolean test(byte[] bytes, int from, int to) {
            ProtoFields fields = new ProtoFields().reset(bytes, from, to);
            int start = 0;
            int end = 0;
            while (fields.next()) {
                if (fields.is(EntryFields.MESSAGE, ProtoFields.BYTES)) {
                    start = fields.from();
                    end = fields.to();
                }
            }
            return text.isIn(bytes, start, end);
        }
    }

    /**
     * A field has a value, or has not. The entry's own {@code source_file}, where it has one, goes before a field of
     * that name.
     *
     * @param negated the field has another value or is missing
     */
    record Compares(String key, String value, boolean negated) implements Condition {
        private static final String SOURCE_FILE = "source_file";

        @Override
        public boolean test(byte[] bytes, int from, int to) {
            ProtoFields fields = new ProtoFields().reset(bytes, from, to);
            byte[] wantedKey = key.getBytes(StandardCharsets.UTF_8);
            byte[] wanted = value.getBytes(StandardCharsets.UTF_8);
            boolean source = key.equals(SOURCE_FILE);
            int start = 0;
            int end = 0;
            boolean equal = source && wanted.length == 0;
            while (fields.next()) {
                if (source && fields.is(EntryFields.SOURCE_FILE, ProtoFields.BYTES)) {
                    start = fields.from();
                    end = fields.to();
                } else if (fields.is(EntryFields.FIELDS, ProtoFields.BYTES)) {
                    equal = pairEquals(bytes, fields, wantedKey, wanted, equal);
                }
            }
            if (end > start) {
                equal = Arrays.equals(wanted, 0, wanted.length, bytes, start, end);
            }
            return equal != negated;
        }

        private static boolean pairEquals(byte[] bytes, ProtoFields field, byte[] key, byte[] wanted, boolean before) {
            ProtoFields pair = new ProtoFields().reset(bytes, field.from(), field.to());
            boolean sameKey = false;
            boolean sameValue = wanted.length == 0;
            while (pair.next()) {
                if (pair.is(EntryFields.KEY, ProtoFields.BYTES)) {
                    sameKey = Arrays.equals(key, 0, key.length, bytes, pair.from(), pair.to());
                } else if (pair.is(EntryFields.VALUE, ProtoFields.BYTES)) {
                    sameValue = Arrays.equals(wanted, 0, wanted.length, bytes, pair.from(), pair.to());
                }
            }
            return sameKey ? sameValue : before;
        }
    }
}
