package dev.yamabiko.service;

import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.stream.ResumePoint;
import dev.yamabiko.stream.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Turns where a client wants to go on into what the core takes. Stateless.
 *
 * @param topics true for the name of a topic that the stream may read
 * @param form how those names look
 */
public record ResumeCheck(Predicate<String> topics, String form) {

    private static final int MAX_TOPICS = 10_000;

    /** Where to go on; what is wrong with it is added to the rules. */
    public ResumePoint check(Resume resume, FieldRules rules) {
        rules.require(
                resume.getAfterCount() <= MAX_TOPICS,
                "resume.after",
                resume.getAfterCount() + " topics (expected: at most " + MAX_TOPICS + ")");
        Map<Topic, Long> after = new HashMap<>();
        resume.getAfterMap().forEach((name, offset) -> {
            rules.require(offset >= 0, "resume.after", offset + " (expected: 0 or more)");
            boolean topic = topics.test(name);
            rules.require(topic, "resume.after", "no topic of this stream (expected: " + form + ")");
            if (topic) {
                after.put(new Topic(name), offset);
            }
        });
        return new ResumePoint(resume.getEpoch(), after, resume.getSkipGap());
    }
}
