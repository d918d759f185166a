package org.caraway.internal.payload;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.caraway.spi.PayloadFormat;

/** A format that hides what it is given, from eyes only. */
public final class TestFormats {

    /** The one format, by its name. */
    public static final PayloadFormats VAULT = new PayloadFormats(Map.of("vault", new Vault()));

    private TestFormats() {}

    /** What stands in the row for this JSON. */
    public static String sealed(String json) {
        return PayloadEnvelope.formatted("vault", new Vault().encode(json));
    }

    /** Base64. */
    static final class Vault implements PayloadFormat {

        @Override
        public String encode(String json) {
            return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String decode(String text) {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        }
    }
}
