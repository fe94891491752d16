package dev.yamabiko.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Addresses that begin with the same bits (CIDR, RFC 4632). Immutable. */
public final class Network {

    /** What is like this is an address of IPv6, or none: it is never looked up as a name. */
    private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9a-fA-F:][0-9a-fA-F:.]*");

    /** Whoever has one address of IPv6 has as many as there are in a network of this size (RFC 6177). */
    private static final int CALLER_BYTES = 8;

    private static final int IPV4_BYTES = 4;

    private final byte[] address;
    private final int bits;

    private Network(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /**
     * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or an address alone.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
        int bits = slash < 0 ? address.length * Byte.SIZE : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > address.length * Byte.SIZE) {
            throw new IllegalArgumentException(text);
        }
        return new Network(address, bits);
    }

    /** Whether a text is one. */
    static boolean isOne(String text) {
        try {
            parse(text);
            return true;
        } catch (IllegalArgumentException wrong) {
            return false;
        }
    }

    /**
     * Bytes of a literal address; one of IPv4 in the form of IPv6 is one of IPv4.
     *
     * @throws IllegalArgumentException for anything else; no name is looked up
     */
    public static byte[] bytes(String literal) {
        if (!NetUtil.isValidIpV4Address(literal) && !IPV6.matcher(literal).matches()) {
            throw new IllegalArgumentException(literal);
        }
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException wrong) {
            throw new IllegalArgumentException(literal, wrong);
        }
    }

    /** An address without the interface that it is reached by ({@code %eth0}, RFC 4007). */
    public static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    /**
     * What an address counts as where callers are told apart: one of IPv4 as itself, in whatever form; one of IPv6 as
     * its network of 64 bits, in hexadecimal digits; a text that is no address as itself.
     */
    public static String countedAs(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        byte[] bytes;
        try {
            bytes = bytes(withoutZone(address));
        } catch (IllegalArgumentException noAddress) {
            return address;
        }
        return bytes.length == IPV4_BYTES
                ? NetUtil.bytesToIpAddress(bytes)
                : HexFormat.of().formatHex(bytes, 0, CALLER_BYTES);
    }

    /** Whether an address is of this network. */
    public boolean contains(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        int rest = bits % Byte.SIZE;
        return Arrays.equals(other, 0, whole, address, 0, whole)
                && (rest == 0 || ((other[whole] ^ address[whole]) & 0xFF) >> (Byte.SIZE - rest) == 0);
    }
}
