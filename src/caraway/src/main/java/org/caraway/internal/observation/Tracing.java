package org.caraway.internal.observation;

import java.util.List;
import java.util.stream.Stream;
import org.caraway.internal.propagation.InboundCall;
import org.caraway.internal.propagation.TraceHeader;
import org.caraway.spi.ContextPropagator;

/**
 * The parts of tracing. Immutable.
 *
 * @param headers the propagators that capture the trace that a task continues
 * @param observers the observers that write spans, empty without tracing
 */
public record Tracing(List<ContextPropagator> headers, List<TaskObserver> observers) {

    /** Copies the lists. */
    public Tracing {
        headers = List.copyOf(headers);
        observers = List.copyOf(observers);
    }

    /** Without tracing: the trace headers of the request are passed on to tasks. */
    public static Tracing off(InboundCall call) {
        return new Tracing(TraceHeader.all(call::header), List.of());
    }

    /** All observers: these first, so that the spans include the work of the others. */
    public TaskObservers before(List<TaskObserver> others) {
        return new TaskObservers(
                Stream.concat(observers.stream(), others.stream()).toList());
    }
}
