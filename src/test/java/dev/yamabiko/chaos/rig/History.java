package dev.yamabiko.chaos.rig;

import java.util.List;

/**
 * What happened: everything sent and everything read.
 *
 * @param sent by calls, in any order
 * @param readings by readers, in any order
 */
public record History(List<Sent> sent, List<Reading> readings) {}
