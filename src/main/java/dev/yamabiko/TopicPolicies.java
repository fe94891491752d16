package dev.yamabiko;

import dev.yamabiko.config.HubConfig;
import dev.yamabiko.config.LogsConfig;
import dev.yamabiko.config.NotificationsConfig;
import dev.yamabiko.gateway.auth.AuditLog;
import dev.yamabiko.service.Revocations;
import dev.yamabiko.service.batch.BatchTopics;
import dev.yamabiko.service.chat.ChatTopics;
import dev.yamabiko.service.editor.DocumentTopics;
import dev.yamabiko.service.game.GameTopics;
import dev.yamabiko.service.notification.NotificationTopics;
import dev.yamabiko.service.sync.CollectionTopics;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.stream.TopicPolicy;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** How long each topic keeps its records, by what its name begins with. Immutable. */
record TopicPolicies(
        TopicPolicy logs,
        TopicPolicy notifications,
        TopicPolicy broadcasts,
        TopicPolicy batches,
        TopicPolicy matches,
        TopicPolicy collections,
        TopicPolicy chat,
        TopicPolicy members,
        TopicPolicy revocations,
        TopicPolicy audit)
        implements Function<Topic, TopicPolicy> {

    /** The newest record of a match says it all; the others are for people. */
    private static final long MATCH_RECORDS = 10;

    /** The newest will do; one more, for whoever is about to read it. */
    private static final TopicPolicy SNAPSHOTS = new TopicPolicy(0, 0, 2);

    /** Records of who comes and goes: a checkpoint among them repeats what came before. */
    private static final long MEMBER_RECORDS = 5_000;

    /** Clocks differ, and a token may be given by another one. */
    private static final int REVOCATION_HOURS = 1;

    /** As the configuration says. */
    static TopicPolicies of(HubConfig config) {
        LogsConfig logs = config.logs();
        NotificationsConfig notifications = config.notifications();
        long notificationMs = TimeUnit.HOURS.toMillis(notifications.retentionHours());
        return new TopicPolicies(
                new TopicPolicy(
                        TimeUnit.HOURS.toMillis(logs.retentionHours()), logs.retentionBytes(), logs.retentionEntries()),
                new TopicPolicy(notificationMs, 0, notifications.historyRecords()),
                new TopicPolicy(notificationMs, 0, notifications.broadcasts()),
                new TopicPolicy(TimeUnit.HOURS.toMillis(config.batches().rememberHours()), 0, 0),
                new TopicPolicy(TimeUnit.HOURS.toMillis(config.games().retentionHours()), 0, MATCH_RECORDS),
                new TopicPolicy(0, 0, config.sync().historyRecords()),
                new TopicPolicy(
                        TimeUnit.HOURS.toMillis(config.chat().retentionHours()),
                        0,
                        config.chat().historyMessages()),
                new TopicPolicy(0, 0, MEMBER_RECORDS),
                new TopicPolicy(TimeUnit.HOURS.toMillis(config.auth().longestLifeHours() + REVOCATION_HOURS), 0, 0),
                new TopicPolicy(TimeUnit.HOURS.toMillis(config.auth().audit().retentionHours()), 0, 0));
    }

    /** Those of the log service hold for whatever has none of its own. */
    @Override
    public TopicPolicy apply(Topic topic) {
        if (topic.equals(NotificationTopics.ALL)) {
            return broadcasts;
        }
        if (topic.equals(Revocations.TOPIC)) {
            return revocations;
        }
        if (topic.equals(AuditLog.TOPIC)) {
            return audit;
        }
        if (topic.name().startsWith(BatchTopics.PREFIX)) {
            return batches;
        }
        if (topic.name().startsWith(GameTopics.PREFIX)) {
            return matches;
        }
        if (topic.name().startsWith(CollectionTopics.PREFIX)) {
            return collections;
        }
        if (topic.name().startsWith(CollectionTopics.SNAPSHOTS)) {
            return SNAPSHOTS;
        }
        if (DocumentTopics.isOne(topic)) {
            return TopicPolicy.KEEP_ALL;
        }
        if (topic.name().startsWith(ChatTopics.PREFIX)) {
            return chat;
        }
        if (topic.name().startsWith(ChatTopics.MEMBERS)) {
            return members;
        }
        return topic.name().startsWith(NotificationTopics.PREFIX) ? notifications : logs;
    }
}
