package dev.yamabiko.service.sync;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Who holds keys, as a test says: whoever is not mentioned is there, on another node. One thread. */
final class FakeHolders implements Holders {

    private final Map<String, Due> gone = new HashMap<>();
    private final Set<String> here = new HashSet<>();

    void gone(String holder, Due why) {
        gone.put(holder, why);
        here.remove(holder);
    }

    void here(String holder) {
        gone.remove(holder);
        here.add(holder);
    }

    @Override
    public Due judge(String holder) {
        return gone.getOrDefault(holder, Due.NOTHING);
    }

    @Override
    public boolean holdsStill(String holder, String collection) {
        return here.contains(holder);
    }

    @Override
    public void found(String holder, String collection) {
        // as often as a test likes
    }
}
