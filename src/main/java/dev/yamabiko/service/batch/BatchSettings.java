package dev.yamabiko.service.batch;

/**
 * What holds for every batch.
 *
 * @param concurrency items that are done at a time
 * @param progressMs how often a client hears how far its batch is, milliseconds
 * @param maxItems most items
 * @param inboundBytes bytes of items that may wait before the client is paused
 * @param unsaved most items done that no checkpoint says yet
 */
public record BatchSettings(int concurrency, long progressMs, long maxItems, int inboundBytes, int unsaved) {}
