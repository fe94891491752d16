/** The log service: entries of an application are the records of the topic {@code logs/<application>}. */
@NullMarked
package dev.yamabiko.service.log;

import org.jspecify.annotations.NullMarked;
