package org.caraway.internal.cdi.propagation;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.caraway.Propagated;
import org.caraway.internal.cdi.config.CarawaySettings;
import org.caraway.internal.cdi.config.Problems;
import org.caraway.internal.cdi.plugin.PluginBeans;
import org.caraway.internal.cdi.scope.SessionSnapshotContext;
import org.caraway.internal.logging.LogFields;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.CallerLocale;
import org.caraway.internal.propagation.CallerRoles;
import org.caraway.internal.propagation.CallerTimeZone;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.propagation.InboundCall;
import org.caraway.spi.ContextPropagator;

/**
 * Collects what the application propagates to its tasks: its {@link ContextPropagator}s and {@link Propagated} beans.
 * Confined to the deploying thread until the application has been deployed, then immutable.
 */
public final class PropagatorCollector {

    private static final Set<Class<? extends Annotation>> SCOPES = Set.of(RequestScoped.class, SessionScoped.class);

    private final PluginBeans<ContextPropagator> propagators = new PluginBeans<>(ContextPropagator.class);
    private final Map<Bean<?>, List<BeanProperty>> propagated = new LinkedHashMap<>();

    /** Adds an enabled bean, if it is a propagator. */
    public void addBean(Bean<?> bean) {
        propagators.add(bean);
    }

    /** Adds an enabled bean, if it is {@link Propagated}. */
    public void addManagedBean(AnnotatedType<?> type, Bean<?> bean) {
        if (type.isAnnotationPresent(Propagated.class)) {
            propagated.put(bean, BeanProperty.of(type.getJavaClass()));
        }
    }

    /** Notes a problem for each bean that cannot be propagated. */
    public void check(Problems problems) {
        propagated.forEach((bean, properties) -> {
            String where = bean.getBeanClass().getName();
            if (!SCOPES.contains(bean.getScope())) {
                problems.add(where + ": is @Propagated, but @" + bean.getScope().getSimpleName()
                        + "; make it @RequestScoped or @SessionScoped, or write a ContextPropagator");
            }
            if (properties.stream().allMatch(property -> property.setter() == null)) {
                problems.add(where + ": is @Propagated, but has no property with a public getter and a public setter of"
                        + " the same type; add them, or write a ContextPropagator");
            }
            properties.forEach(property -> check(property, where, problems));
        });
    }

    private static void check(BeanProperty property, String where, Problems problems) {
        if (property.setter() != null) {
            PayloadCodec.problemWith(property.type())
                    .ifPresent(problem -> problems.add(where + "#" + property.name() + ": cannot travel: " + problem));
        } else if (property.field() != null) {
            problems.add(where + "#" + property.name() + ": has a public getter but no public setter, so it would not"
                    + " come back in the task; add the setter, or put @JsonbTransient on the field");
        }
    }

    /** What stands in for the session in attempts, when all beans are known. */
    public SessionSnapshotContext session() {
        return new SessionSnapshotContext(propagated.keySet().stream()
                .filter(bean -> bean.getScope().equals(SessionScoped.class))
                .toList());
    }

    /**
     * Once the application is deployed.
     *
     * @param call whom it is captured from
     * @param traceHeaders what captures the trace
     * @param session where copies of the session's beans belong
     */
    public ContextPropagation propagation(
            BeanManager beans,
            InboundCall call,
            List<ContextPropagator> traceHeaders,
            SessionSnapshotContext session,
            CarawaySettings settings) {
        Map<String, ContextPropagator> builtIn = new LinkedHashMap<>();
        builtIn.put(ContextPropagator.LOCALE, new CallerLocale(call));
        builtIn.put(ContextPropagator.TIME_ZONE, new CallerTimeZone(call, settings.timeZoneHeader()));
        if (!settings.roles().isEmpty()) {
            builtIn.put(ContextPropagator.ROLES, new CallerRoles(call, settings.roles()));
        }
        traceHeaders.forEach(header -> builtIn.put(header.name(), header));
        if (!settings.logs().fields().isEmpty()) { // then SLF4J is here
            builtIn.put(
                    ContextPropagator.LOG_FIELDS, new LogFields(settings.logs().fields()));
        }
        List<ContextPropagator> all = new ArrayList<>(propagators.instances(beans));
        all.forEach(propagator -> builtIn.remove(propagator.name()));
        all.addAll(builtIn.values());
        if (!propagated.isEmpty()) {
            PayloadCodec codec = PayloadCodec.create();
            propagated.forEach((bean, properties) -> all.add(new PropagatedBean(
                    beans,
                    bean,
                    properties.stream()
                            .filter(property -> property.setter() != null)
                            .toList(),
                    session,
                    codec)));
        }
        return new ContextPropagation(all, new CallerName(beans, call), settings.maxContextBytes());
    }
}
