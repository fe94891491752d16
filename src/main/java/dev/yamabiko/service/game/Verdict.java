package dev.yamabiko.service.game;

import dev.yamabiko.proto.game.v1.Refusal;

/**
 * Why an action is not done. Immutable.
 *
 * @param reason for programs
 * @param message for a person: {@code name: value (expected: rule)}
 */
public record Verdict(Refusal.Reason reason, String message) {

    /** Of the action with this sequence. */
    Refusal of(long sequence) {
        return Refusal.newBuilder()
                .setSequence(sequence)
                .setReason(reason)
                .setMessage(message)
                .setCount(1)
                .build();
    }
}
