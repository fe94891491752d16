package dev.yamabiko.file;

/**
 * What an upload is found by: a caller has one of a name at a time. Immutable.
 *
 * @param caller whose it is
 * @param name what it is to be
 */
public record UploadKey(String caller, FileName name) {}
