package dev.yamabiko.service.metric;

/**
 * Values that were recorded, on their way to their series. Whoever passes it on uses it no more.
 *
 * @param series theirs
 * @param values at least one
 */
record Recorded(SeriesId series, Values values) {}
