package org.caraway.internal.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where messages may be sent: without such a list, whoever names an address could have the server call its own network.
 * Immutable.
 *
 * @param hosts the allowed hosts in lower case, each with a port if it is not that of the scheme; {@code *.} before one
 *     stands for its subdomains
 * @param intranet whether private addresses and plain HTTP are allowed
 */
public record WebhookTargets(Set<String> hosts, boolean intranet) {

    /** Copies the set. */
    public WebhookTargets {
        hosts = Set.copyOf(hosts);
    }

    /** Why nothing is sent there, whatever its host resolves to; absent if something may be. */
    Optional<String> refusal(URI to) {
        String host = to.getHost();
        if (host == null) {
            return Optional.of("the address has no host; write one such as https://example.com/hooks");
        }
        boolean plain = "http".equalsIgnoreCase(to.getScheme());
        if (!"https".equalsIgnoreCase(to.getScheme()) && !(intranet && plain)) {
            return Optional.of("the address of host " + host + " has the scheme " + to.getScheme() + " and not https"
                    + (plain ? "; plain HTTP needs caraway.webhook.intranet=true" : ""));
        }
        String name = nameOf(to, host);
        return allows(name)
                ? Optional.empty()
                : Optional.of("the host " + name + " is not allowed; add it to caraway.webhook.allowed-hosts");
    }

    private static String nameOf(URI to, String host) {
        String name = host.toLowerCase(Locale.ROOT);
        int standard = "https".equalsIgnoreCase(to.getScheme()) ? 443 : 80;
        return to.getPort() == -1 || to.getPort() == standard ? name : name + ":" + to.getPort();
    }

    private boolean allows(String name) {
        if (hosts.contains(name)) {
            return true;
        }
        for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
            if (hosts.contains("*" + name.substring(dot))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Resolves the host and looks at all its addresses.
     *
     * @throws WebhookRefusedException if one of them is private
     * @throws UnknownHostException if there is none
     */
    void checkAddresses(URI to) throws UnknownHostException, WebhookRefusedException {
        if (intranet) {
            return;
        }
        for (InetAddress address : InetAddress.getAllByName(to.getHost())) {
            if (isPrivate(address)) {
                throw new WebhookRefusedException("The host " + to.getHost() + " has the private address "
                        + address.getHostAddress() + "; to send there, set caraway.webhook.intranet=true");
            }
        }
    }

    /** Every address that is not of the public internet, by the registries of RFC 6890. */
    static boolean isPrivate(InetAddress address) {
        return address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || isReserved(address.getAddress(), address instanceof Inet4Address);
    }

    private static boolean isReserved(byte[] bytes, boolean version4) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if (version4) {
            return first == 0
                    || (first == 100 && second >= 64 && second < 128) // of providers, RFC 6598
                    || (first == 192 && second == 0 && bytes[2] == 0)
                    || (first == 198 && (second == 18 || second == 19))
                    || first >= 240;
        }
        boolean translated = first == 0 && second == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
        return (first & 0xfe) == 0xfc || translated; // unique local, RFC 4193; an IPv4 address in disguise, RFC 6052
    }
}
