package dev.yamabiko.gateway;

/** Users in the data folder of a node. */
class SqliteUserCallsTest extends UserCallsContract {

    @Override
    String journal() {
        return "{type: sqlite}";
    }
}
