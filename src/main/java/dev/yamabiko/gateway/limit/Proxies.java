package dev.yamabiko.gateway.limit;

import dev.yamabiko.config.Network;
import java.util.List;

/** The proxies in front of the hub, whose {@code x-forwarded-for} says where a call comes from. Immutable. */
final class Proxies {

    private final List<Network> networks;

    Proxies(List<String> networks) {
        this.networks = networks.stream().map(Network::parse).toList();
    }

    /** Whether an address is one of theirs. */
    boolean contain(String address) {
        if (networks.isEmpty()) {
            return false;
        }
        byte[] bytes = Network.bytes(Network.withoutZone(address));
        return networks.stream().anyMatch(network -> network.contains(bytes));
    }

    /**
     * The last address of the list that is no proxy: each proxy appends whom it heard, and whatever stands before what
     * the first of ours has written may be made up.
     */
    String origin(String address, String forwarded) {
        String origin = address;
        String[] hops = forwarded.split(",", -1);
        try {
            for (int i = hops.length - 1; i >= 0 && contain(origin); i--) {
                String hop = hops[i].strip();
                Network.bytes(hop);
                origin = hop;
            }
        } catch (IllegalArgumentException noAddress) {
            return origin;
        }
        return origin;
    }
}
