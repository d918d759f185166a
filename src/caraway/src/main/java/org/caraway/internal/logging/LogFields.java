package org.caraway.internal.logging;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.caraway.spi.ContextPropagator;
import org.slf4j.MDC;

/**
 * Propagates configured fields of SLF4J's log context (MDC) to tasks. Thread-safe. Load it only if SLF4J is available.
 * A long value is cut and does not fail the enqueueing, because fields only help to read the log.
 */
public final class LogFields implements ContextPropagator {

    private static final int VALUE_CAP = 256;

    private final List<String> keys;
    private final JsonProvider json = JsonProvider.provider();

    /** The fields with these keys. */
    public LogFields(List<String> keys) {
        this.keys = List.copyOf(keys);
    }

    @Override
    public String name() {
        return LOG_FIELDS;
    }

    @Override
    public Optional<String> capture() {
        JsonObjectBuilder captured = json.createObjectBuilder();
        boolean any = false;
        for (String key : keys) {
            String value = MDC.get(key);
            if (value != null) {
                captured.add(key, value.length() <= VALUE_CAP ? value : value.substring(0, VALUE_CAP));
                any = true;
            }
        }
        return any ? Optional.of(captured.build().toString()) : Optional.empty();
    }

    @Override
    public Restored restore(String captured, int version) {
        Map<String, String> fields = read(captured);
        Map<String, Optional<String>> former = new HashMap<>();
        fields.forEach((key, value) -> {
            former.put(key, Optional.ofNullable(MDC.get(key)));
            MDC.put(key, value);
        });
        return () ->
                former.forEach((key, value) -> value.ifPresentOrElse(old -> MDC.put(key, old), () -> MDC.remove(key)));
    }

    /** Only fields that are configured on this node, too, because a SQL client may have written the row. */
    private Map<String, String> read(String captured) {
        try (JsonReader reader = json.createReader(new StringReader(captured))) {
            JsonObject stored = reader.readObject();
            Map<String, String> fields = new HashMap<>();
            for (String key : keys) {
                if (stored.get(key) instanceof JsonString text) {
                    fields.put(key, text.getString());
                }
            }
            return fields;
        }
    }
}
