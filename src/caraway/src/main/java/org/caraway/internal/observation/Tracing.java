package org.caraway.internal.observation;

import java.util.List;
import java.util.stream.Stream;
import org.caraway.internal.propagation.InboundCall;
import org.caraway.internal.propagation.TraceHeader;
import org.caraway.spi.ContextPropagator;

/**
 * How tasks are traced. Immutable.
 *
 * @param headers what captures the trace that a task is to continue
 * @param observers who writes down what tasks do, empty if nobody does
 */
public record Tracing(List<ContextPropagator> headers, List<TaskObserver> observers) {

    /** Copies the lists. */
    public Tracing {
        headers = List.copyOf(headers);
        observers = List.copyOf(observers);
    }

    /** Nobody traces: what the request came with is handed on. */
    public static Tracing off(InboundCall call) {
        return new Tracing(TraceHeader.all(call::header), List.of());
    }

    /** All observers: these first, so that what the others do is within the spans. */
    public TaskObservers before(List<TaskObserver> others) {
        return new TaskObservers(
                Stream.concat(observers.stream(), others.stream()).toList());
    }
}
