package dev.yamabiko.service.notification;

/**
 * What holds for the queue of every user.
 *
 * @param capacity most notifications pending
 * @param overflow what happens to one more
 * @param maxAgeMs age from which a notification is not pending any more, milliseconds; 0: none
 */
public record QueueRules(int capacity, Overflow overflow, long maxAgeMs) {}
