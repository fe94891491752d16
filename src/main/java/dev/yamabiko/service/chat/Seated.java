package dev.yamabiko.service.chat;

import dev.yamabiko.proto.chat.v1.Members;

/**
 * A room as somebody has joined it.
 *
 * @param members who is in it
 * @param before offset after which a reader sees that, if it was announced
 */
record Seated(Members members, long before) {}
