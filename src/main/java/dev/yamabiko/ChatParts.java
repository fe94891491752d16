package dev.yamabiko;

import dev.yamabiko.config.ChatConfig;
import dev.yamabiko.config.HubConfig;
import dev.yamabiko.gateway.CallFailures;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.chat.ChatSettings;
import dev.yamabiko.service.chat.ChatShare;
import dev.yamabiko.service.fold.Departures;
import dev.yamabiko.service.fold.FoldBounds;
import dev.yamabiko.service.fold.Footing;

/** What the chat of a node is made of. Stateless. */
final class ChatParts {

    private ChatParts() {}

    /** What the event loops share. */
    static ChatShare share(ServiceParts.Core core, Footing footing, Departures departures, Permissions permissions) {
        ChatConfig chat = core.config().chat();
        ChatShare.Ground ground = new ChatShare.Ground(
                core.node(),
                departures::gone,
                footing,
                new FoldBounds("chat", chat.remembered(), chat.waiting()),
                permissions,
                new CallFailures(core.nodes(), core.random()),
                core.gauges(),
                core.random());
        return new ChatShare(ground, settings(core.config()));
    }

    private static ChatSettings settings(HubConfig config) {
        ChatConfig chat = config.chat();
        return new ChatSettings(
                chat.contentBytes(),
                chat.messagesPerSecond(),
                chat.burst(),
                chat.roomUsers(),
                chat.roomsPerStream(),
                chat.lingerMs(),
                chat.typingMs(),
                config.calls().inboundBytes());
    }
}
