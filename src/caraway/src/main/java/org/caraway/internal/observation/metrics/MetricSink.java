package org.caraway.internal.observation.metrics;

import java.util.function.DoubleSupplier;

/** A collector of metrics. Thread-safe. Each series is registered once. */
public interface MetricSink {

    /** A series that only grows. */
    Count counter(Family family, Label... labels);

    /**
     * A series whose value is read on request, quickly and without the database. NaN if the value is unknown.
     */
    void gauge(Family family, DoubleSupplier value, Label... labels);

    /** Removes all series that were registered here. Afterwards the library has no reference to this application. */
    void close();

    /** A counter. Thread-safe. */
    @FunctionalInterface
    interface Count {

        /** Adds one. */
        void increment();
    }

    /**
     * Series that differ in their labels only. Immutable.
     *
     * @param name by the conventions of Prometheus; ends in {@code _total} for counters
     * @param help its meaning, in a sentence
     */
    record Family(String name, String help) {}

    /**
     * A label of a series. Immutable.
     *
     * @param name its name
     * @param value its value
     */
    record Label(String name, String value) {}
}
