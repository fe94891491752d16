package dev.yamabiko.config;

/** A configuration that cannot be used; its message names the key and the rule. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says what is wrong, for a person. */
    public ConfigException(String message) {
        super(message);
    }

    /** Refuses a value that breaks its rule. */
    static void check(boolean valid, String key, Object value, String rule) {
        if (!valid) {
            throw new ConfigException(key + ": " + value + " (expected: " + rule + ")");
        }
    }
}
