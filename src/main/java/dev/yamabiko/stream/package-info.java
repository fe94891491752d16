/**
 * The streaming core: topics of records, kept in a journal, read by subscriptions.
 *
 * <p>It knows no gRPC, no SQL and no cluster. What it does know of the wire is the form of one record, see
 * {@link dev.yamabiko.stream.Frames}.
 */
@NullMarked
package dev.yamabiko.stream;

import org.jspecify.annotations.NullMarked;
