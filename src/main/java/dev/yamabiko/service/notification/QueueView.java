package dev.yamabiko.service.notification;

import java.util.List;

/**
 * A queue at one moment.
 *
 * @param last offset of the last record of the user's topic
 * @param acknowledged up to here, in the user's topic
 * @param broadcastAcknowledged up to here, in the topic of all
 * @param pending how many wait
 * @param oldest time of the oldest of them, milliseconds since the epoch; 0: none waits
 * @param before where a reader of what waits goes on after
 * @param dropped since all was acknowledged
 * @param among offsets that wait, where others between them were dropped; empty: all behind {@code before} do
 */
record QueueView(
        long last,
        long acknowledged,
        long broadcastAcknowledged,
        int pending,
        long oldest,
        long before,
        long dropped,
        List<Long> among) {}
