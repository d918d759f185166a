package org.caraway.internal.signing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key that is never shown, and what it signs by HMAC-SHA256. Immutable. */
public final class HmacKey {

    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST_BYTES = 24;
    private static final int LONGEST_BYTES = 64;

    private final SecretKeySpec key;

    private HmacKey(SecretKeySpec key) {
        this.key = key;
    }

    /**
     * The key that a text holds.
     *
     * @param text 24 to 64 bytes as Base64, with or without the prefix {@code whsec_}
     * @throws IllegalArgumentException if it is something else; the message does not contain it
     */
    public static HmacKey of(String text) {
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
        return new HmacKey(new SecretKeySpec(bytes, ALGORITHM));
    }

    /** The signature of a text. */
    public byte[] sign(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) { // each Java platform has the algorithm
            throw new IllegalStateException(missing);
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "***";
    }
}
