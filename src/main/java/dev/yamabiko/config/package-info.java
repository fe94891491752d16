/**
 * What can be configured: records that check themselves, read from a YAML file. A leaf: it imports none of our
 * packages.
 */
@NullMarked
package dev.yamabiko.config;

import org.jspecify.annotations.NullMarked;
