package org.caraway.internal.propagation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.caraway.spi.ContextPropagator;

/**
 * Which of the named roles the caller has, for {@link org.caraway.TaskContext#callerRoles()}. Thread-safe. A server
 * tells whether a caller has a role, but not which ones. Restores nothing: a row in a table is no proof of identity.
 */
public final class CallerRoles implements ContextPropagator {

    private static final String SEPARATOR = ",";

    private final InboundCall call;
    private final List<String> roles;

    /** Of this call; the names have no comma. */
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
