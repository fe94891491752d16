/** Batches: many operations in one call, each done once however often the batch is sent. */
@NullMarked
package dev.yamabiko.service.batch;

import org.jspecify.annotations.NullMarked;
