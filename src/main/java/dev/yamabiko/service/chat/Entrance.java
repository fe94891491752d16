package dev.yamabiko.service.chat;

import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.ReadRequest;
import dev.yamabiko.stream.ResumePoint;
import dev.yamabiko.stream.Selection;
import dev.yamabiko.stream.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Who joins which room, and how; all of it checked.
 *
 * @param history begin with the last so many messages
 * @param members say first who is there
 * @param heartbeatSeconds a heartbeat after so many seconds of silence; 0: none
 * @param resume where an earlier stream stopped
 */
record Entrance(
        String user,
        String room,
        String displayName,
        int history,
        boolean members,
        int heartbeatSeconds,
        ResumePoint resume) {

    /**
     * What to read.
     *
     * @param messages what was kept of the room's messages before the user joined
     * @param seated the room as the user has joined it
     */
    ReadRequest readRequest(Extent messages, Seated seated) {
        Topic said = ChatTopics.messages(room);
        Topic seen = ChatTopics.members(room);
        Map<Topic, Long> after = new HashMap<>();
        after.put(said, Math.max(messages.earliest() - 1, messages.last() - history));
        after.put(seen, seated.before());
        after.putAll(resume.after());
        boolean skipGap = resume.skipGap() || resume.after().isEmpty();
        return new ReadRequest(
                new Selection.Topics(Set.of(said, seen)),
                Announced.FILTER,
                0,
                true,
                heartbeatSeconds,
                new ResumePoint(resume.epoch(), after, skipGap));
    }
}
