package org.caraway.internal.observation.microprofile;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.caraway.internal.observation.metrics.MetricSink;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Collects in a registry of MicroProfile Metrics. Thread-safe. */
public final class RegistrySink implements MetricSink {

    private final MetricRegistry registry;
    private final Queue<MetricID> registered = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /** In this one, which other code of the application may use too. */
    public RegistrySink(MetricRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Count counter(Family family, Label... labels) {
        if (closed) {
            return () -> {};
        }
        Tag[] tags = tags(labels);
        Counter counter = registry.counter(metadata(family), tags);
        registered.add(new MetricID(family.name(), tags));
        return counter::inc;
    }

    @Override
    public void gauge(Family family, DoubleSupplier value, Label... labels) {
        if (closed) {
            return;
        }
        Tag[] tags = tags(labels);
        registry.gauge(metadata(family), value::getAsDouble, tags);
        registered.add(new MetricID(family.name(), tags));
    }

    /** A server may keep the registry when the application is gone, and with it what the gauges are read from. */
    @Override
    public void close() {
        closed = true;
        for (MetricID id = registered.poll(); id != null; id = registered.poll()) {
            registry.remove(id);
        }
    }

    private static Metadata metadata(Family family) {
        return Metadata.builder()
                .withName(family.name())
                .withDescription(family.help())
                .build();
    }

    private static Tag[] tags(Label... labels) {
        return Stream.of(labels)
                .map(label -> new Tag(label.name(), label.value()))
                .toArray(Tag[]::new);
    }
}
