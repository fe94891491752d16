package dev.yamabiko.file;

/**
 * What is known of a file. Immutable.
 *
 * @param size bytes
 * @param modified when it appeared under its name, milliseconds since the epoch
 * @param type such as {@code image/png}
 * @param checksum SHA-256 of the whole, lower-case hexadecimal
 */
public record FileEntry(FileName name, long size, long modified, String type, String checksum) {}
