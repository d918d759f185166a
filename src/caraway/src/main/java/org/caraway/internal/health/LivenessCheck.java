package org.caraway.internal.health;

import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Whether a restart would not help this node, for MicroProfile Health. Thread-safe. Loaded only where its API is.
 *
 * <p>The annotation tells Payara, when it looks through the archive, that the application has checks at all; the bean
 * is made by the extension.
 */
@Liveness
public final class LivenessCheck implements HealthCheck {

    private final Supplier<Optional<NodeHealth>> node;

    /** Of this node; nothing while the application does not run. */
    public LivenessCheck(Supplier<Optional<NodeHealth>> node) {
        this.node = node;
    }

    @Override
    public HealthCheckResponse call() {
        return Responses.of("caraway-live", node.get().map(NodeHealth::liveness).orElse(null));
    }
}
