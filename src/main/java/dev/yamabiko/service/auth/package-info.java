/** Logins: tokens for users, and their end. */
@NullMarked
package dev.yamabiko.service.auth;

import org.jspecify.annotations.NullMarked;
