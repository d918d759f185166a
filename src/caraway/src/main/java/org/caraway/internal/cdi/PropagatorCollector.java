package org.caraway.internal.cdi;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.caraway.internal.propagation.CallerLocale;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.propagation.InboundCall;
import org.caraway.internal.propagation.TraceHeader;
import org.caraway.spi.ContextPropagator;

/**
 * Gathers what the application lets travel with its tasks: its {@link ContextPropagator}s. Confined
 * to the deploying thread until the application has been deployed, then immutable.
 */
final class PropagatorCollector {

    private final List<Bean<?>> propagators = new ArrayList<>();

    /** Notes an enabled bean, if it is a propagator. */
    void offered(Bean<?> bean) {
        if (bean.getTypes().contains(ContextPropagator.class)) {
            propagators.add(bean);
        }
    }

    /** Once the application is deployed. */
    ContextPropagation propagation(BeanManager beans, int capBytes) {
        InboundCall call = ServletApi.present() ? new ServletCall(beans) : InboundCall.NONE;
        Map<String, ContextPropagator> builtIn = new LinkedHashMap<>();
        builtIn.put(ContextPropagator.LOCALE, new CallerLocale(call));
        TraceHeader.all(call).forEach(header -> builtIn.put(header.name(), header));
        List<ContextPropagator> all = new ArrayList<>();
        for (Bean<?> bean : propagators) {
            ContextPropagator propagator = (ContextPropagator)
                    beans.getReference(bean, ContextPropagator.class, beans.createCreationalContext(bean));
            builtIn.remove(propagator.name());
            all.add(propagator);
        }
        all.addAll(builtIn.values());
        return new ContextPropagation(all, new CallerName(beans, call), capBytes);
    }
}
