/** Users: who they are, and with which role. */
@NullMarked
package dev.yamabiko.service.user;

import org.jspecify.annotations.NullMarked;
