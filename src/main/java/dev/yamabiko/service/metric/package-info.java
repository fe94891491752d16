/**
 * The metrics service: live series of numbers, this node's own and those that clients record. Each node publishes its
 * series in the topic {@code latest/metrics}.
 */
@NullMarked
package dev.yamabiko.service.metric;

import org.jspecify.annotations.NullMarked;
