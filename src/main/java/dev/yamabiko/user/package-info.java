/** What a user is, what a password is kept as, and what a store of users promises. A leaf. */
@NullMarked
package dev.yamabiko.user;

import org.jspecify.annotations.NullMarked;
