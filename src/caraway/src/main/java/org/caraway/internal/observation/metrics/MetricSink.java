package org.caraway.internal.observation.metrics;

import java.util.function.DoubleSupplier;

/** What collects metrics. Thread-safe. Each series is asked for once, by whoever counts in it. */
public interface MetricSink {

    /** A series that only grows. */
    Count counter(Family family, Label... labels);

    /**
     * A series whose value is read when somebody wants to know it: quickly, and without a database. NaN if it is not
     * known.
     */
    void gauge(Family family, DoubleSupplier value, Label... labels);

    /** Takes everything out that was asked for here. Afterwards nothing of this application is held. */
    void close();

    /** What is added to. Thread-safe. */
    @FunctionalInterface
    interface Count {

        /** Adds one. */
        void increment();
    }

    /**
     * Series that differ in their labels only. Immutable.
     *
     * @param name by the conventions of Prometheus; ends in {@code _total} for counters
     * @param help what it tells, in a sentence
     */
    record Family(String name, String help) {}

    /**
     * One of what tells the series of a family apart. Immutable.
     *
     * @param name which
     * @param value its value
     */
    record Label(String name, String value) {}
}
