/** Chat: rooms whose messages are a topic each, and who is in them, a fold of another. */
@NullMarked
package dev.yamabiko.service.chat;

import org.jspecify.annotations.NullMarked;
