package dev.yamabiko.service;

/**
 * Whose call it is: what limits and permissions go by. Immutable.
 *
 * @param name the address of the client, without its port
 */
public record Caller(String name) {

    @Override
    public String toString() {
        return name;
    }
}
