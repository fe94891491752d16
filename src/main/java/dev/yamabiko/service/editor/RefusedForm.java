package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.proto.editor.v1.Refused;
import dev.yamabiko.proto.editor.v1.Remedy;
import dev.yamabiko.service.Failures;
import dev.yamabiko.service.Failures.Failure;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.stream.StreamError;

/** What a client is told of a request that was not done. Stateless. */
final class RefusedForm {

    private static final int RETRY_MS = 1_000;

    private RefusedForm() {}

    /** True if the stream cannot go on: the same would become of every request. */
    static boolean isFatal(Throwable error) {
        return error instanceof StreamError.JournalDamaged
                || error instanceof StreamError.Draining
                || error instanceof StreamError.HistoryChanged
                || !(error instanceof StreamError || error instanceof ServiceError || error instanceof Refusal);
    }

    /** Of an error that is not fatal; {@code told}: the last revision that the client was sent. */
    static EditEvent of(long sequence, Throwable error, long told, Failures failures) {
        Refused.Builder refused = Refused.newBuilder().setSequence(sequence).setRevision(told);
        if (error instanceof Refusal refusal) {
            refused.setReason(refusal.reason().name())
                    .setMessage(String.valueOf(refusal.getMessage()))
                    .setRevision(refusal.revision())
                    .setRemedy(refusal.remedy());
        } else {
            Failure failure = failures.of(error);
            boolean later = error instanceof StreamError;
            refused.setReason(failure.reason())
                    .setMessage(failure.message())
                    .setRemedy(later ? Remedy.REMEDY_RETRY : Remedy.REMEDY_REOPEN)
                    .setRetryMs(later ? RETRY_MS : 0);
        }
        return EditEvent.newBuilder().setRefused(refused).build();
    }
}
