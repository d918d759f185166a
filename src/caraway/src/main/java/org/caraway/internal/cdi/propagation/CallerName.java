package org.caraway.internal.cdi.propagation;

import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.security.Principal;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.caraway.internal.propagation.InboundCall;
import org.jspecify.annotations.Nullable;

/**
 * The name of the caller: the user of the request, or outside of a request the container's {@link Principal} bean,
 * which also represents the caller of an EJB. Thread-safe.
 */
final class CallerName implements Supplier<Optional<String>> {

    /** The names that servers give to unauthenticated callers. */
    private static final Set<String> UNAUTHENTICATED = Set.of("anonymous", "unauthenticated", "guest");

    private final BeanManager beans;
    private final InboundCall call;
    private final @Nullable Bean<?> principal; // resolved once: a lookup that finds nothing is the slowest

    CallerName(BeanManager beans, InboundCall call) {
        this.beans = beans;
        this.call = call;
        this.principal = beans.resolve(beans.getBeans(Principal.class));
    }

    @Override
    public Optional<String> get() {
        return (call.present() ? call.caller() : nameOfPrincipal()).filter(CallerName::isSomebody);
    }

    /** The name itself stays as it is: whoever compares it with that of a login compares exactly. */
    private static boolean isSomebody(String name) {
        String bare = name.strip();
        return !bare.isEmpty() && !UNAUTHENTICATED.contains(bare.toLowerCase(Locale.ROOT));
    }

    private Optional<String> nameOfPrincipal() {
        try {
            return principal == null ? Optional.empty() : nameBy(principal);
        } catch (RuntimeException nobody) { // containers throw different exceptions where there is no login
            return Optional.empty();
        }
    }

    private Optional<String> nameBy(Bean<?> bean) {
        CreationalContext<?> creation = beans.createCreationalContext(bean);
        try {
            return Optional.ofNullable(((Principal) beans.getReference(bean, Principal.class, creation)).getName());
        } finally {
            creation.release();
        }
    }
}
