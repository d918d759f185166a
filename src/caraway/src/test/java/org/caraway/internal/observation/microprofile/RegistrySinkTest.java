package org.caraway.internal.observation.microprofile;

import static org.assertj.core.api.Assertions.assertThat;

import org.caraway.internal.observation.metrics.MetricSink.Count;
import org.caraway.internal.observation.metrics.MetricSink.Family;
import org.caraway.internal.observation.metrics.MetricSink.Label;
import org.junit.jupiter.api.Test;

class RegistrySinkTest {

    private static final Family RUNS = new Family("runs_total", "How often");
    private static final Label QUEUE = new Label("queue", "mail");

    private final MemoryRegistry registry = new MemoryRegistry();
    private final RegistrySink sink = new RegistrySink(registry.proxy());

    @Test
    void countersAndGaugesStandInTheRegistryWithTheirTags() {
        Count count = sink.counter(RUNS, QUEUE);
        sink.gauge(new Family("age_seconds", "How old"), () -> 1.5, QUEUE);
        count.increment();
        count.increment();

        assertThat(registry.shown())
                .containsExactly("age_seconds{queue=mail} 1.5 How old", "runs_total{queue=mail} 2.0 How often");
    }

    @Test
    void nothingIsLeftWhenItIsClosed() {
        Count count = sink.counter(RUNS, QUEUE);
        sink.gauge(new Family("age_seconds", "How old"), () -> 1.5);

        sink.close();
        count.increment();
        sink.counter(RUNS).increment();
        sink.gauge(new Family("size", "How large"), () -> 1);

        assertThat(registry.shown()).isEmpty();
    }
}
