package dev.yamabiko.service.editor;

import dev.yamabiko.stream.Lane;
import dev.yamabiko.stream.latest.LatestLane;

/** What the streams of one event loop read from. Used there only. */
record EditorReads(Lane edits, LatestLane cursors) {}
