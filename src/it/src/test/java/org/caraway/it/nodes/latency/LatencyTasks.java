package org.caraway.it.nodes.latency;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.caraway.Task;

/** A task that records its start latency. */
@ApplicationScoped
public class LatencyTasks {

    /** Returns the microseconds since then. */
    @Task(name = "latency.measure")
    public long measure(Instant enqueuedAt) {
        return ChronoUnit.MICROS.between(enqueuedAt, Instant.now());
    }
}
