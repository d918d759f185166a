package org.caraway.internal.cdi.config;

import java.time.Duration;
import java.util.List;

/**
 * What the server's monitoring is given. Immutable.
 *
 * @param health whether checks are given to MicroProfile Health, where the server has it
 * @param metrics whether numbers are given to MicroProfile Metrics, where the server has it
 * @param buckets the upper bounds of the histograms, ascending
 */
public record MonitoringSettings(boolean health, boolean metrics, List<Duration> buckets) {

    /** Copies the list. */
    public MonitoringSettings {
        buckets = List.copyOf(buckets);
    }
}
