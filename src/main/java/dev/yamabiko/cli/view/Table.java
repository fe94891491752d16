package dev.yamabiko.cli.view;

import dev.yamabiko.cli.terminal.Escape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows under headings, aligned: numbers to the right, all else to the left. For one thread. */
public final class Table {

    private static final String GAP = "  ";
    private static final String BOLD = "\u001b[1m";
    private static final String RESET = "\u001b[0m";

    /**
     * What stands in a row, under a heading.
     *
     * @param text what is shown; control characters are not obeyed
     * @param color how, where there are colours; empty: plain
     * @param right whether it is set to the right
     */
    public record Cell(String text, String color, boolean right) {

        /** Text, to the left. */
        public static Cell text(String text) {
            return new Cell(Escape.TEXT.apply(text), "", false);
        }

        /** A number, to the right. */
        public static Cell number(long number) {
            return new Cell(String.format(Locale.ROOT, "%,d", number), "", true);
        }

        /** Text, to the right. */
        public static Cell right(String text) {
            return new Cell(Escape.TEXT.apply(text), "", true);
        }

        /** The same in a colour. */
        public Cell in(String other) {
            return new Cell(text, other, right);
        }
    }

    private final boolean colored;
    private final List<List<Cell>> rows = new ArrayList<>();

    /** An empty one, under headings. */
    public static Table of(boolean colored, String... headings) {
        return new Table(colored, List.of(headings));
    }

    /** Headings stand as the cells below them. */
    public Table(boolean colored, List<String> headings) {
        this.colored = colored;
        rows.add(headings.stream().map(heading -> Cell.text(heading).in(BOLD)).toList());
    }

    /** Adds a row: a cell for each heading. */
    public void add(List<Cell> row) {
        rows.add(row);
    }

    /** Shows it: the headings, and the rows below them. */
    public void show(LiveView view, List<String> below) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        boolean[] right = new boolean[columns];
        for (List<Cell> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).text().length());
                right[i] |= row.get(i).right();
            }
        }
        List<String> lines = new ArrayList<>(
                rows.stream().map(row -> line(row, widths, right)).toList());
        String heading = lines.remove(0);
        lines.addAll(below);
        view.show(heading, lines);
    }

    private String line(List<Cell> row, int[] widths, boolean[] right) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            Cell cell = row.get(i);
            String padding = " ".repeat(widths[i] - cell.text().length());
            boolean last = i == row.size() - 1;
            line.append(i == 0 ? "" : GAP)
                    .append(right[i] ? padding : "")
                    .append(colored && !cell.color().isEmpty() ? cell.color() + cell.text() + RESET : cell.text())
                    .append(right[i] || last ? "" : padding);
        }
        return line.toString();
    }
}
