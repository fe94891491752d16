package dev.yamabiko.cli.terminal;

/** When to use colours. */
public enum ColorMode {
    /** On a terminal whose owner has not asked for none. */
    AUTO,
    /** Even into a file. */
    ALWAYS,
    /** Not at all. */
    NEVER;

    /** Whether output to this terminal is to be coloured. */
    public boolean colors(Terminal terminal) {
        return switch (this) {
            case AUTO -> !terminal.plain() && terminal.outIsShown().getAsBoolean();
            case ALWAYS -> true;
            case NEVER -> false;
        };
    }
}
