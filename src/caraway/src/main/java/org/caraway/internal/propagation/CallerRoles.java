package org.caraway.internal.propagation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.caraway.spi.ContextPropagator;

/**
 * The configured roles that the caller has, for {@link org.caraway.TaskContext#callerRoles()}. Thread-safe. A server
 * can check one role of a caller, but not list them. Restores nothing, because a row in a table does not prove an
 * identity.
 */
public final class CallerRoles implements ContextPropagator {

    private static final String SEPARATOR = ",";

    private final InboundCall call;
    private final List<String> roles;

    /** For this request; the names have no comma. */
    public CallerRoles(InboundCall call, List<String> roles) {
        this.call = call;
        this.roles = List.copyOf(roles);
    }

    @Override
    public String name() {
        return ROLES;
    }

    @Override
    public Optional<String> capture() {
        return Optional.of(roles.stream().filter(call::callerHas).collect(Collectors.joining(SEPARATOR)))
                .filter(held -> !held.isEmpty());
    }

    @Override
    public Restored restore(String captured, int version) {
        return Restored.NOTHING;
    }

    /** The roles that were captured. */
    static Set<String> of(String captured) {
        return Stream.of(captured.split(SEPARATOR, -1)).collect(Collectors.toUnmodifiableSet());
    }
}
