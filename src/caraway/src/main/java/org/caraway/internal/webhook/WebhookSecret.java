package org.caraway.internal.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that sender and receivers share, and the signatures made with it, as the specification Standard Webhooks 1.0
 * has them. Immutable.
 */
public final class WebhookSecret {

    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST_BYTES = 24;
    private static final int LONGEST_BYTES = 64;

    private final SecretKeySpec key;

    private WebhookSecret(SecretKeySpec key) {
        this.key = key;
    }

    /**
     * The secret that a text holds.
     *
     * @param text 24 to 64 bytes as Base64, with or without the prefix {@code whsec_}
     * @throws IllegalArgumentException if it is something else; the message does not contain it
     */
    public static WebhookSecret of(String text) {
        String encoded = text.strip();
        byte[] bytes;
        try {
            bytes = Base64.getDecoder()
                    .decode(encoded.startsWith(PREFIX) ? encoded.substring(PREFIX.length()) : encoded);
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException("is not Base64", unreadable);
        }
        if (bytes.length < SHORTEST_BYTES || bytes.length > LONGEST_BYTES) {
            throw new IllegalArgumentException("has " + bytes.length + " bytes");
        }
        return new WebhookSecret(new SecretKeySpec(bytes, ALGORITHM));
    }

    /** The header {@code webhook-signature} of a message with this id, sent at this second since 1970. */
    String sign(String id, long second, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] signature = mac.doFinal((id + "." + second + "." + body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signature);
        } catch (GeneralSecurityException missing) { // each Java platform has the algorithm
            throw new IllegalStateException(missing);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "***";
    }
}
