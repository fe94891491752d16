package dev.yamabiko.stream;

/**
 * What a subscription reads.
 *
 * @param selection which topics
 * @param filter which of their records
 * @param tail begin with the last so many records that the filter takes; 0: with the first
 * @param follow go on with new records when history is done
 * @param heartbeatSeconds a sign of life after so many seconds without a record; 0: none
 * @param resume where an earlier subscription stopped
 */
public record ReadRequest(
        Selection selection, Filter filter, int tail, boolean follow, int heartbeatSeconds, ResumePoint resume) {

    /** The same of other topics. */
    public ReadRequest of(Selection others) {
        return new ReadRequest(others, filter, tail, follow, heartbeatSeconds, resume);
    }
}
