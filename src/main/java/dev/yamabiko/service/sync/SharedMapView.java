package dev.yamabiko.service.sync;

import dev.yamabiko.proto.sync.v1.Entry;
import java.util.List;

/**
 * A collection at a revision. Immutable.
 *
 * @param epoch of the history that the revision belongs to
 * @param revision offset of the last record that is in it
 * @param entries all that is there
 */
record SharedMapView(String epoch, long revision, List<Entry> entries) {}
