package org.caraway.internal.webhook;

import java.util.Base64;
import org.caraway.internal.signing.HmacKey;

/**
 * The key that sender and receivers share, and the signatures made with it, as the specification Standard Webhooks 1.0
 * has them. Immutable.
 */
public final class WebhookSecret {

    private final HmacKey key;

    private WebhookSecret(HmacKey key) {
        this.key = key;
    }

    /**
     * The secret that a text holds.
     *
     * @param text 24 to 64 bytes as Base64, with or without the prefix {@code whsec_}
     * @throws IllegalArgumentException if it is something else; the message does not contain it
     */
    public static WebhookSecret of(String text) {
        return new WebhookSecret(HmacKey.of(text));
    }

    /** The header {@code webhook-signature} of a message with this id, sent at this second since 1970. */
    String sign(String id, long second, String body) {
        return "v1," + Base64.getEncoder().encodeToString(key.sign(id + "." + second + "." + body));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return key.toString();
    }
}
