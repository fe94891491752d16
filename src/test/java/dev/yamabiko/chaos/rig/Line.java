package dev.yamabiko.chaos.rig;

/**
 * What a reader looks at of an entry made by {@link Entries}.
 *
 * @param offset its place in the topic; of a heartbeat, the last offset read
 * @param writer who sent it
 * @param number the how-manieth of that writer
 * @param intact whether it is what was sent
 * @param heartbeat whether it is no entry but a sign of life
 * @param skipped with {@code heartbeat}: entries that retention took away before
 */
public record Line(long offset, int writer, long number, boolean intact, boolean heartbeat, long skipped) {}
