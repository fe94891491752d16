/** Notifications: a queue for each user, a fold of the user's topic, and streams of what is in it. */
@NullMarked
package dev.yamabiko.service.notification;

import org.jspecify.annotations.NullMarked;
