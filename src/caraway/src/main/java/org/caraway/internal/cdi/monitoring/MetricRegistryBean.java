package org.caraway.internal.cdi.monitoring;

import static java.lang.System.Logger.Level.WARNING;

import jakarta.enterprise.inject.spi.AnnotatedField;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.util.Optional;
import org.caraway.internal.observation.metrics.MetricSink;
import org.caraway.internal.observation.microprofile.RegistrySink;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * The registry that MicroProfile Metrics provides. Stateless. Loaded only where its API is.
 *
 * <p>It is injected and not looked up: Payara's producer asks where it is injected, by what annotation. A field of its
 * type also shows Payara, when it scans the archive, that the application has metrics at all.
 */
final class MetricRegistryBean {

    private static final System.Logger LOG = System.getLogger(MetricRegistryBean.class.getName());

    private MetricRegistryBean() {}

    /** What a registry is injected into; never made. */
    private static final class Place {

        @Inject
        @SuppressWarnings({"NullAway.Init", "unused"}) // only its description is used
        private MetricRegistry registry;
    }

    /**
     * Into the registry of the application; absent, with a warning if it cannot be had: tasks run without metrics too.
     */
    static Optional<MetricSink> sink(BeanManager beans) {
        try {
            if (beans.getBeans(MetricRegistry.class).isEmpty()) {
                return Optional.empty();
            }
            AnnotatedField<?> place = beans.createAnnotatedType(Place.class)
                    .getFields()
                    .iterator()
                    .next();
            Object registry = beans.getInjectableReference(
                    beans.createInjectionPoint(place), beans.createCreationalContext(null));
            return Optional.of(new RegistrySink((MetricRegistry) registry));
        } catch (RuntimeException unusable) {
            LOG.log(
                    WARNING,
                    () -> "There are no metrics of tasks: the registry of MicroProfile Metrics cannot be had;"
                            + " caraway.metrics.enabled=false ends this warning",
                    unusable);
            return Optional.empty();
        }
    }
}
