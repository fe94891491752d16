package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

import java.util.List;
import java.util.Map;

/**
 * How much anybody may do.
 *
 * @param proxies networks, such as {@code 10.0.0.0/8}, whose word on the addresses of their clients counts
 * @param remembered callers and addresses whose use is remembered after they have left, each
 * @param node all together
 * @param address each address, of IPv6 each network of 64 bits; not those of proxies
 * @param caller each caller: its user, else the subject of its certificate, else its address
 * @param methods each caller in one method, by {@code package.Service/Method}
 */
public record LimitsConfig(
        List<String> proxies,
        int remembered,
        QuotaConfig node,
        QuotaConfig address,
        QuotaConfig caller,
        Map<String, QuotaConfig> methods) {

    /** What holds when nothing is said. */
    public static final LimitsConfig DEFAULT =
            new LimitsConfig(List.of(), 20_000, QuotaConfig.NONE, QuotaConfig.NONE, QuotaConfig.NONE, Map.of());

    /** Refuses values that cannot be. */
    public LimitsConfig {
        proxies = List.copyOf(proxies);
        methods = Map.copyOf(methods);
        proxies.forEach(network ->
                check(Network.isOne(network), "limits.proxies", network, "an address, or a network a.b.c.d/n"));
        check(remembered >= 1_000, "limits.remembered", remembered, "1000 or more");
        methods.forEach((method, quota) -> {
            check(method.matches("[\\w.]+/\\w+"), "limits.methods", method, "package.Service/Method");
            check(
                    quota.connections() == 0,
                    "limits.methods",
                    method + ": connections",
                    "none: a method has calls alone");
        });
    }

    /** Whether there is no bound at all. */
    public boolean unbounded() {
        return node.unbounded()
                && address.unbounded()
                && caller.unbounded()
                && methods.values().stream().allMatch(QuotaConfig::unbounded);
    }
}
