package dev.yamabiko.service.editor;

import dev.yamabiko.service.FieldRules;
import dev.yamabiko.stream.Topic;

/** Where documents are kept. */
public final class DocumentTopics {

    /** What the topics of all documents begin with. */
    static final String PREFIX = "documents/";

    /** What the topics of their snapshots begin with. */
    static final String SNAPSHOTS = "document-snapshots/";

    /** Longest id of a document, a client or an author, in bytes of UTF-8. */
    private static final int MAX_ID_BYTES = 128;

    private DocumentTopics() {}

    /** True if a topic is one of a document. */
    public static boolean isOne(Topic topic) {
        return topic.name().startsWith(PREFIX) || topic.name().startsWith(SNAPSHOTS);
    }

    /** The edits of a document. */
    static Topic edits(String document) {
        return new Topic(PREFIX + document);
    }

    /** Its snapshots. */
    static Topic snapshots(String document) {
        return new Topic(SNAPSHOTS + document);
    }

    /** The cursors of those who edit it. */
    static Topic cursors(String document) {
        return new Topic(Topic.LATEST + PREFIX + document);
    }

    /** Checks the id of a document. */
    static void checkDocument(FieldRules rules, String document) {
        rules.name("document_id", document, MAX_ID_BYTES);
    }

    /** Checks who edits. Ids of clients are compared, which everybody is to do alike: so they are ASCII. */
    static void checkAuthor(FieldRules rules, Author author) {
        String client = author.client();
        boolean visible = !client.isEmpty() && client.chars().allMatch(c -> c > ' ' && c <= '~');
        rules.require(
                        visible && client.length() <= MAX_ID_BYTES,
                        "client_id",
                        client.length() + " characters (expected: 1 to " + MAX_ID_BYTES + ", visible ASCII alone)")
                .name("user_id", author.user(), MAX_ID_BYTES);
    }
}
