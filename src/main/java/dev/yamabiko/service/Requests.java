package dev.yamabiko.service;

/**
 * The requests of one call, as they arrive: messages as bytes, so that nothing is copied that need not be. A call that
 * also reads several topics answers through a {@link Confluence}. Used on the event loop of its call only.
 */
public interface Requests {

    /**
     * Takes one message. The array may be reused after the call.
     *
     * @throws ServiceError.MalformedMessage for bytes that are no message of the expected type: ends the call
     */
    void message(byte[] bytes, int from, int to);

    /** No more messages for the moment: passes on what was gathered. */
    default void flush() {}

    /** True while the client should be paused; never, where messages are taken as they come. */
    default boolean full() {
        return false;
    }

    /** Sets what runs when {@link #full} may have become false. */
    default void onProgress(Runnable action) {}

    /** The client has sent everything. */
    void finish();

    /** The call is over, however it ended, also before {@link #finish}: releases what it held. */
    default void close() {}
}
