package dev.yamabiko.cli.line;

import org.jspecify.annotations.Nullable;

/** One way in which logs write the beginning of a line. Stateless. */
interface LineFormat {

    /** What a line that is written this way says about itself; null: it is not written this way. */
    @Nullable
    LineStamp read(Scan line);
}
