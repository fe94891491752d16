package dev.yamabiko.file;

/**
 * How far an upload is. Immutable.
 *
 * @param stored bytes stored
 * @param totalBytes size of the whole; 0: not known
 * @param expires when it is dropped unless it goes on, milliseconds since the epoch
 */
public record UploadState(long stored, long totalBytes, long expires) {}
