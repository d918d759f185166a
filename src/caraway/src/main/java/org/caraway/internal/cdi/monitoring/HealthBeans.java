package org.caraway.internal.cdi.monitoring;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import java.util.Optional;
import java.util.function.Supplier;
import org.caraway.internal.health.LivenessCheck;
import org.caraway.internal.health.NodeHealth;
import org.caraway.internal.health.ReadinessCheck;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Gives the server the checks of this node. Stateless. Loaded only where the API of MicroProfile Health is. */
public final class HealthBeans {

    private HealthBeans() {}

    /**
     * Adds the checks.
     *
     * @param health the state of this node, absent while Caraway does not run
     */
    public static void add(AfterBeanDiscovery event, Supplier<Optional<NodeHealth>> health) {
        event.<HealthCheck>addBean()
                .id(ReadinessCheck.class.getName())
                .beanClass(ReadinessCheck.class)
                .types(HealthCheck.class)
                .qualifiers(Readiness.Literal.INSTANCE)
                .scope(Dependent.class)
                .createWith(context -> new ReadinessCheck(health));
        event.<HealthCheck>addBean()
                .id(LivenessCheck.class.getName())
                .beanClass(LivenessCheck.class)
                .types(HealthCheck.class)
                .qualifiers(Liveness.Literal.INSTANCE)
                .scope(Dependent.class)
                .createWith(context -> new LivenessCheck(health));
    }
}
