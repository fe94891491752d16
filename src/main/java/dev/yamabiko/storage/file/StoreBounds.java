package dev.yamabiko.storage.file;

/**
 * What a store may hold. Immutable.
 *
 * @param quotaBytes all contents and uploads; 0: no bound
 * @param uploadMs how long an upload is kept that nobody goes on with, milliseconds
 */
public record StoreBounds(long quotaBytes, long uploadMs) {}
