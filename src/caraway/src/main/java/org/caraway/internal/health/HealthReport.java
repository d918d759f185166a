package org.caraway.internal.health;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result of a check. Immutable.
 *
 * @param up whether the check succeeded
 * @param data details, without secrets
 */
public record HealthReport(boolean up, Map<String, String> data) {

    /** Copies the map, in its order. */
    public HealthReport {
        data = new LinkedHashMap<>(data);
    }
}
