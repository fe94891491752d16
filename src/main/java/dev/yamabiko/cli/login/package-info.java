/** Commands about logins. */
@NullMarked
package dev.yamabiko.cli.login;

import org.jspecify.annotations.NullMarked;
