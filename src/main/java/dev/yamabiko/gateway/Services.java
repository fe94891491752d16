package dev.yamabiko.gateway;

import dev.yamabiko.service.auth.AuthService;
import dev.yamabiko.service.auth.RevokeCall;
import dev.yamabiko.service.batch.BatchService;
import dev.yamabiko.service.chat.ChatService;
import dev.yamabiko.service.editor.EditorService;
import dev.yamabiko.service.file.FileService;
import dev.yamabiko.service.game.GameService;
import dev.yamabiko.service.hub.HubService;
import dev.yamabiko.service.log.LogService;
import dev.yamabiko.service.metric.MetricService;
import dev.yamabiko.service.notification.NotificationService;
import dev.yamabiko.service.sync.SyncService;
import dev.yamabiko.service.user.UserService;
import dev.yamabiko.stream.Lane;
import io.vertx.core.Vertx;

/**
 * The services of one event loop: created and used there.
 *
 * @param logs log lines in and out
 * @param hub what the hub says about itself
 * @param notifications messages for users
 * @param files files in and out
 * @param metrics numbers in and out
 * @param batches bulk work
 * @param games matches
 * @param sync shared keys and values
 * @param editors texts that many edit
 * @param chat rooms in which everyone talks
 * @param users who there is
 * @param auth logins
 * @param revoke their end
 */
public record Services(
        LogService logs,
        HubService hub,
        NotificationService notifications,
        FileService files,
        MetricService metrics,
        BatchService batches,
        GameService games,
        SyncService sync,
        EditorService editors,
        ChatService chat,
        UserService users,
        AuthService auth,
        RevokeCall revoke) {

    /** Makes those of an event loop, on it. */
    @FunctionalInterface
    public interface Factory {

        /** {@code lane}: what streams of this event loop read from. */
        Services create(Vertx vertx, Lane lane);
    }

    /** The node is going away: ends the streams that do not read from the lane. */
    void drain() {
        hub.drain();
        files.drain();
        metrics.drain();
        games.drain();
    }
}
