package org.caraway.internal.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTargetsTest {

    private static final WebhookTargets PUBLIC =
            new WebhookTargets(Set.of("hooks.example.com", "*.example.org", "example.net:8443"), false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.example.com/a?b=c",
                "https://HOOKS.example.com:443/",
                "https://a.example.org/",
                "https://a.b.example.org/",
                "https://example.net:8443/"
            })
    void mayBeReached(String address) {
        assertThat(PUBLIC.refusal(URI.create(address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/",
                "https://evil.com/hooks.example.com",
                "https://hooks.example.com.evil.com/",
                "https://evilhooks.example.com/",
                "https://example.org/",
                "https://evilexample.org/",
                "https://hooks.example.com:8443/",
                "https://example.net/",
                "https://127.0.0.1/",
                "https:///nothing",
                "mailto:somebody@hooks.example.com"
            })
    void mayNotBeReached(String address) {
        assertThat(PUBLIC.refusal(URI.create(address))).isPresent();
    }

    @Test
    void plainHttpIsForPrivateNetworksOnly() {
        URI plain = URI.create("http://hooks.example.com/");

        assertThat(PUBLIC.refusal(plain))
                .contains("the address of host hooks.example.com has the scheme http and not https; plain HTTP needs"
                        + " caraway.webhook.intranet=true");
        assertThat(new WebhookTargets(PUBLIC.hosts(), true).refusal(plain)).isEmpty();
        assertThat(new WebhookTargets(PUBLIC.hosts(), true).refusal(URI.create("ftp://hooks.example.com/")))
                .contains("the address of host hooks.example.com has the scheme ftp and not https");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.0.9",
                "0.0.0.0",
                "0.1.2.3",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "192.0.0.8",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fd00::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "64:ff9b::7f00:1"
            })
    void aPrivateAddressIsRecognized(String address) throws Exception {
        assertThat(WebhookTargets.isPrivate(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.215.14", "100.63.0.1", "100.128.0.1", "172.32.0.1", "2606:2800:21f:cb07::1"})
    void aPublicAddressIsRecognized(String address) throws Exception {
        assertThat(WebhookTargets.isPrivate(InetAddress.getByName(address))).isFalse();
    }

    @Test
    void anAllowedNameWithAPrivateAddressIsRefused() {
        WebhookTargets local = new WebhookTargets(Set.of("localhost"), false);

        assertThatThrownBy(() -> local.checkAddresses(URI.create("https://localhost/")))
                .isInstanceOf(WebhookRefusedException.class)
                .hasMessageStartingWith("The host localhost has the private address ")
                .hasMessageEndingWith("; to send there, set caraway.webhook.intranet=true");
        assertThatCode(() ->
                        new WebhookTargets(Set.of("localhost"), true).checkAddresses(URI.create("https://localhost/")))
                .doesNotThrowAnyException();
    }
}
