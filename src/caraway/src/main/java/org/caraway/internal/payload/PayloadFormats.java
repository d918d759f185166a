package org.caraway.internal.payload;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.caraway.CarawayException;
import org.caraway.internal.lifecycle.Causes;
import org.caraway.spi.PayloadFormat;
import org.jspecify.annotations.Nullable;

/**
 * The application's {@link PayloadFormat}s by name: they convert between the JSON of payloads and the text of rows.
 * Thread-safe.
 */
public final class PayloadFormats {

    /** No formats. */
    public static final PayloadFormats NONE = new PayloadFormats(Map.of());

    private static final int CAUSES_TOLD = 5;

    private final Map<String, PayloadFormat> formats;

    /** These formats, by name. */
    public PayloadFormats(Map<String, PayloadFormat> formats) {
        this.formats = Map.copyOf(formats);
    }

    /**
     * The text of the row.
     *
     * @param format the name of the format, empty for plain JSON
     * @param what the payload, for messages: "the result"
     * @throws CarawayException with the format, if it fails
     */
    String encode(String format, String json, String what) {
        if (format.isEmpty()) {
            return PayloadEnvelope.in(json) == null ? json : PayloadEnvelope.plain(json);
        }
        PayloadFormat known = known(format, what);
        try {
            return PayloadEnvelope.formatted(format, known.encode(json));
        } catch (RuntimeException failure) {
            throw failed("The format '" + format + "' (" + nameOf(known) + ") could not encode " + what, failure);
        }
    }

    /**
     * The JSON of the payload in this envelope.
     *
     * @param what the payload, for messages: "the result"
     * @throws CarawayException with the format, if this node does not have it or it refuses the text
     */
    String decode(JsonObject mark, String what) {
        JsonValue format = mark.get(PayloadEnvelope.FORMAT);
        JsonValue value = mark.get(PayloadEnvelope.VALUE);
        if (!(format instanceof JsonString name) || value == null) {
            throw new CarawayException(what + " cannot be read: it has a reserved key " + mark.keySet()
                    + ", but is not what Caraway writes; use no keys that begin with 'caraway:'");
        }
        if (name.getString().equals(PayloadFormat.JSON)) {
            return value.toString();
        }
        PayloadFormat known = known(name.getString(), what);
        if (!(value instanceof JsonString text)) {
            throw new CarawayException(what + " cannot be read: what stands there in the format '" + name.getString()
                    + "' is no JSON string");
        }
        return decode(known, name.getString(), text.getString(), what);
    }

    private static String decode(PayloadFormat known, String name, String text, String what) {
        String json;
        try {
            json = known.decode(text);
        } catch (RuntimeException failure) {
            throw failed("The format '" + name + "' (" + nameOf(known) + ") could not decode " + what, failure);
        }
        return json;
    }

    /**
     * Contains classes and stack frames of the failure, but no messages: they may quote values that the format hides.
     */
    private static CarawayException failed(String message, RuntimeException failure) {
        StringJoiner thrown = new StringJoiner(", caused by ");
        Causes.of(failure).stream()
                .limit(CAUSES_TOLD)
                .forEach(cause -> thrown.add(cause.getClass().getName()));
        CarawayException told = new CarawayException(message + ": " + thrown
                + "; its message is not told, because it may quote what the format is there to hide");
        told.setStackTrace(failure.getStackTrace());
        return told;
    }

    private PayloadFormat known(String name, String what) {
        @Nullable PayloadFormat known = formats.get(name);
        if (known == null) {
            throw new CarawayException("The format '" + name + "' of " + what
                    + " is not known to this application, which has " + new TreeSet<>(formats.keySet())
                    + "; add its PayloadFormat, a bean with @Named(\"" + name + "\")");
        }
        return known;
    }

    /** Beans are proxies of a class of the application. */
    private static String nameOf(Object bean) {
        String name = bean.getClass().getName();
        int proxy = name.indexOf('$' + "Proxy$");
        return proxy < 0 ? name : name.substring(0, proxy);
    }
}
