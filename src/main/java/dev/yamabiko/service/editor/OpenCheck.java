package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.Open;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.ResumeCheck;
import dev.yamabiko.stream.ResumePoint;
import dev.yamabiko.stream.Topic;
import org.jspecify.annotations.Nullable;

/**
 * What an editor asks for at first, with every field checked. Immutable.
 *
 * @param document which one
 * @param author who edits it
 * @param heartbeatSeconds a sign of life after so many seconds; 0: none
 * @param resume where an earlier stream stopped
 */
record OpenCheck(String document, Author author, int heartbeatSeconds, ResumePoint resume) {

    private static final int MAX_HEARTBEAT_SECONDS = 3_600;

    /** Throws {@link dev.yamabiko.service.ServiceError.InvalidRequest}. */
    static OpenCheck of(Open open) {
        FieldRules rules = new FieldRules();
        Author author = new Author(open.getClientId(), open.getUserId());
        DocumentTopics.checkDocument(rules, open.getDocumentId());
        DocumentTopics.checkAuthor(rules, author);
        rules.range("heartbeat_seconds", open.getHeartbeatSeconds(), 0, MAX_HEARTBEAT_SECONDS);
        String name = DocumentTopics.PREFIX + open.getDocumentId();
        ResumePoint resume =
                new ResumeCheck(name::equals, DocumentTopics.PREFIX + "<document_id>").check(open.getResume(), rules);
        rules.check();
        return new OpenCheck(open.getDocumentId(), author, open.getHeartbeatSeconds(), resume);
    }

    /** Its edits. */
    Topic topic() {
        return DocumentTopics.edits(document);
    }

    /** The revision that the client has, if it has one of this history; null: it is to be sent the text. */
    @Nullable
    Long revision(String epoch) {
        boolean another = !resume.epoch().isEmpty() && !resume.epoch().equals(epoch);
        return another && resume.skipGap() ? null : resume.after().get(topic());
    }
}
