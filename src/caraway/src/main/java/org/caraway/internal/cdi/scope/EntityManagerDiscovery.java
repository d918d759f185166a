package org.caraway.internal.cdi.scope;

import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.InjectionPoint;
import java.lang.annotation.Annotation;
import java.lang.reflect.Member;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.caraway.internal.cdi.config.Problems;
import org.jspecify.annotations.Nullable;

/**
 * Finds the application's EntityManager beans and injection points, and decides whether Caraway adds an EntityManager
 * bean. Refers to their types by name only, because an application may lack Jakarta Persistence. Confined to the
 * deploying thread.
 */
public final class EntityManagerDiscovery {

    private static final String MANAGER = "jakarta.persistence.EntityManager";
    private static final String FACTORY = "jakarta.persistence.EntityManagerFactory";

    private final List<String> injectedAt = new ArrayList<>();
    private boolean hasOwnManager;
    private @Nullable Bean<?> factory;

    /** Adds a bean of the application. */
    public void addBean(Bean<?> bean) {
        if (isDefault(bean.getQualifiers())) {
            hasOwnManager |= bean.getTypes().stream().anyMatch(type -> is(MANAGER, type));
            factory = bean.getTypes().stream().anyMatch(type -> is(FACTORY, type)) ? bean : factory;
        }
    }

    /** Adds an injection point of the application. */
    public void addInjectionPoint(InjectionPoint point) {
        if (is(MANAGER, point.getType()) && isDefault(point.getQualifiers())) {
            Member member = point.getMember();
            injectedAt.add(member.getDeclaringClass().getName() + "#" + member.getName());
        }
    }

    /**
     * The factory for Caraway's EntityManager bean; absent if the application has none, or has its own EntityManager
     * bean.
     */
    public Optional<Bean<?>> factoryForTasks() {
        return hasOwnManager ? Optional.empty() : Optional.ofNullable(factory);
    }

    /** Notes a problem for each injection point that nothing can satisfy. */
    public void check(Problems problems) {
        if (!hasOwnManager && factory == null) {
            injectedAt.forEach(
                    where -> problems.add(where + ": injects an EntityManager, but there is no bean to make it"
                            + " from; add '@Produces @PersistenceUnit EntityManagerFactory factory;' to a bean, or use"
                            + " @PersistenceContext here"));
        }
    }

    private static boolean is(String name, Type type) {
        return type.getTypeName().equals(name);
    }

    private static boolean isDefault(Set<Annotation> qualifiers) {
        return qualifiers.contains(Default.Literal.INSTANCE);
    }
}
