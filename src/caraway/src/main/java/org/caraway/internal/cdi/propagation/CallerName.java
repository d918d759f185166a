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
 * The name of whoever calls: of the request's user, or outside of a request of the container's bean for {@link Principal}, which also
 * knows who called an EJB. Thread-safe.
 */
final class CallerName implements Supplier<Optional<String>> {

    /** What servers call nobody. */
    private static final Set<String> NOBODY = Set.of("anonymous", "unauthenticated", "guest");

    private final BeanManager beans;
    private final InboundCall call;
    private final @Nullable Bean<?> principal; // looked up once: what there is none of costs most to look for

    CallerName(BeanManager beans, InboundCall call) {
        this.beans = beans;
        this.call = call;
        this.principal = beans.resolve(beans.getBeans(Principal.class));
    }

    @Override
    public Optional<String> get() {
        return (call.present() ? call.caller() : nameOfPrincipal())
                .map(String::strip)
                .filter(name -> !name.isEmpty() && !NOBODY.contains(name.toLowerCase(Locale.ROOT)));
    }

    private Optional<String> nameOfPrincipal() {
        try {
            return principal == null ? Optional.empty() : nameBy(principal);
        } catch (
                RuntimeException nobody) { // containers do not agree on what they throw where nobody can have logged in
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
