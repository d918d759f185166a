package org.caraway.internal.health;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.jspecify.annotations.Nullable;

/** Makes responses of MicroProfile Health. Stateless. Loaded only where its API is. */
final class Responses {

    private Responses() {}

    /**
     * The report as a response of the API; down without details if there is no report, because the application does not
     * run.
     */
    static HealthCheckResponse of(String name, @Nullable HealthReport report) {
        boolean up = report != null && report.up();
        Map<String, Object> data = report == null ? Map.of() : new TreeMap<>(report.data());
        return new HealthCheckResponse(name, up ? Status.UP : Status.DOWN, Optional.of(data));
    }
}
