package dev.yamabiko.service.chat;

import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.Lane;
import dev.yamabiko.stream.latest.LatestLane;

/**
 * What the streams of one event loop read rooms with. Used there.
 *
 * @param lane what is said, and who comes and goes
 * @param typing who is typing
 */
record RoomReads(Journal journal, Lane lane, LatestLane typing, ChatShare share) {}
