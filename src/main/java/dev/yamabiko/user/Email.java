package dev.yamabiko.user;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address of somebody: a dot-atom before the {@code @} (RFC 5322, 3.2.3), a domain behind it (RFC 1123, 2.1; RFC
 * 5890 for letters beyond ASCII). Immutable.
 *
 * @param text as it was given
 * @param key the same for all addresses that are one: without case, the domain in ASCII
 */
public record Email(String text, String key) {

    /** What {@link #of} wants. */
    public static final String RULE = "local@domain, at most 254 characters, 64 before the @";

    private static final int MAX_LENGTH = 254;
    private static final int MAX_LOCAL = 64;
    private static final Pattern LOCAL =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+" + "(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
    private static final Pattern DOMAIN =
            Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*");

    /** Reads one; null: the text is none. */
    public static @Nullable Email of(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1 || at > MAX_LOCAL || text.length() > MAX_LENGTH) {
            return null;
        }
        String local = text.substring(0, at);
        String domain = ascii(text.substring(at + 1));
        if (domain == null
                || !LOCAL.matcher(local).matches()
                || !DOMAIN.matcher(domain).matches()) {
            return null;
        }
        String key = local.toLowerCase(Locale.ROOT) + "@" + domain;
        return key.length() > MAX_LENGTH ? null : new Email(text, key);
    }

    private static @Nullable String ascii(String domain) {
        try {
            return IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException | IndexOutOfBoundsException none) {
            return null;
        }
    }
}
