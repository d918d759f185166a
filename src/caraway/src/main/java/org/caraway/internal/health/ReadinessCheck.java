package org.caraway.internal.health;

import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether this node can do its work, for MicroProfile Health. Thread-safe. Loaded only where its API is.
 *
 * <p>The annotation tells Payara, when it looks through the archive, that the application has checks at all; the bean
 * is made by the extension.
 */
@Readiness
public final class ReadinessCheck implements HealthCheck {

    private final Supplier<Optional<NodeHealth>> node;

    /** Of this node; nothing while the application does not run. */
    public ReadinessCheck(Supplier<Optional<NodeHealth>> node) {
        this.node = node;
    }

    @Override
    public HealthCheckResponse call() {
        return Responses.of(
                "caraway-ready", node.get().map(NodeHealth::readiness).orElse(null));
    }
}
