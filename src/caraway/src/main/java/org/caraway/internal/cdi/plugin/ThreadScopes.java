package org.caraway.internal.cdi.plugin;

import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.spi.Bean;
import java.lang.annotation.Annotation;
import java.util.Collection;
import java.util.Set;
import org.caraway.TaskScoped;
import org.caraway.internal.cdi.config.Problems;

/** Refuses beans that live only on some threads where Caraway calls them on any, its own among them. Stateless. */
final class ThreadScopes {

    private static final Set<Class<? extends Annotation>> BOUND =
            Set.of(RequestScoped.class, SessionScoped.class, ConversationScoped.class, TaskScoped.class);

    private ThreadScopes() {}

    /**
     * Notes a problem for each of these that is bound to a request, a session or an attempt.
     *
     * @param kind what the bean is, for messages
     */
    static void check(Collection<Bean<?>> beans, Class<?> kind, Problems problems) {
        for (Bean<?> bean : beans) {
            if (BOUND.contains(bean.getScope())) {
                problems.add(bean.getBeanClass().getName() + ": is a @"
                        + bean.getScope().getSimpleName() + " " + kind.getSimpleName()
                        + ", but Caraway calls it on threads of its own, where that scope is not active; make it"
                        + " @ApplicationScoped");
            }
        }
    }
}
