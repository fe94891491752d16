package dev.yamabiko.service.editor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.editor.v1.Component;
import dev.yamabiko.proto.editor.v1.EditEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What editors have meant to do: every code point they insert is one of a kind, so it can be found again. Used by one
 * thread.
 */
final class Chronicle {

    private final boolean runs;
    private final Map<Integer, Integer> blockOf = new HashMap<>();

    /** Code point to the blocks that stood on both sides of it where it was put in. */
    private final Map<Integer, Set<Integer>> inside = new HashMap<>();

    private final Map<Integer, EditorCopy> owners = new HashMap<>();
    private final Set<Integer> deleted = new HashSet<>();
    private int blocks;

    /** {@code runs}: what a client types on and on is one block; else what it inserts at once is. */
    Chronicle(boolean runs) {
        this.runs = runs;
    }

    void insert(EditorCopy copy, int position, int length) {
        int[] text = codePoints(copy);
        int block = runs ? goesOn(copy, text, position) : blocks++;
        Set<Integer> around = around(text, position, position);
        StringBuilder typed = new StringBuilder();
        for (int i = 0; i < length; i++) {
            int number = blockOf.size();
            int codePoint = number % 3 == 0 ? 0x20000 + number : 0x4E00 + number;
            typed.appendCodePoint(codePoint);
            blockOf.put(codePoint, block);
            owners.put(codePoint, copy);
            inside.put(codePoint, around);
        }
        copy.insert(position, typed.toString());
    }

    void delete(EditorCopy copy, int from, int length) {
        copy.text().toString().codePoints().skip(from).limit(length).forEach(deleted::add);
        copy.delete(from, length);
    }

    /** Nothing is lost, nothing is there twice, and nobody's text is inside another's but where it was put there. */
    void check(String text, List<EditEvent> topic, boolean undos) {
        int[] found = text.codePoints().toArray();
        Set<Integer> there = new HashSet<>();
        for (int codePoint : found) {
            assertThat(there.add(codePoint)).as("twice").isTrue();
        }
        Set<Integer> removed = new HashSet<>();
        for (EditEvent event : topic) {
            for (Component component : event.getChange().getOperationList()) {
                component.getDeleted().codePoints().forEach(removed::add);
            }
        }
        assertThat(there).isSubsetOf(blockOf.keySet());
        blockOf.keySet()
                .forEach(put -> assertThat(there.contains(put) || removed.contains(put) || deleted.contains(put))
                        .as("lost")
                        .isTrue());
        if (!undos) {
            assertThat(deleted).containsAll(removed);
            assertThat(there).noneMatch(deleted::contains);
            checkBlocks(found);
        }
    }

    private void checkBlocks(int[] text) {
        for (int i = 0; i < text.length; i++) {
            Set<Integer> around = around(text, i, i + 1);
            around.remove(blockOf.get(text[i]));
            assertThat(inside.get(text[i])).as("inside another's text").containsAll(around);
        }
    }

    /** The block that it makes longer, or another one. */
    private int goesOn(EditorCopy copy, int[] text, int position) {
        for (int beside = position - 1; beside <= position; beside++) {
            if (beside >= 0 && beside < text.length && owners.get(text[beside]) == copy) {
                return blockOf.get(text[beside]);
            }
        }
        return blocks++;
    }

    /** Blocks with something before {@code from}, and something at {@code to} or behind it. */
    private Set<Integer> around(int[] text, int from, int to) {
        Set<Integer> before = new HashSet<>();
        for (int i = 0; i < from; i++) {
            before.add(blockOf.get(text[i]));
        }
        Set<Integer> around = new HashSet<>();
        for (int i = to; i < text.length; i++) {
            if (before.contains(blockOf.get(text[i]))) {
                around.add(blockOf.get(text[i]));
            }
        }
        return around;
    }

    private static int[] codePoints(EditorCopy copy) {
        return copy.text().toString().codePoints().toArray();
    }
}
