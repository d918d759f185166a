package org.caraway.internal.health;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer to a check. Immutable.
 *
 * @param up whether all is well
 * @param data what there is to say, none of it secret
 */
public record HealthReport(boolean up, Map<String, String> data) {

    /** Copies the map, in its order. */
    public HealthReport {
        data = new LinkedHashMap<>(data);
    }
}
