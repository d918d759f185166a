package org.caraway.internal.cdi.plugin;

import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.caraway.TaskScoped;
import org.caraway.internal.cdi.config.Problems;

/**
 * The application's beans of one plug-in type. Confined to the deploying thread until the application has been
 * deployed, then immutable.
 *
 * @param <T> the type
 */
public final class PluginBeans<T> {

    private static final Set<Class<? extends Annotation>> THREAD_BOUND =
            Set.of(RequestScoped.class, SessionScoped.class, ConversationScoped.class, TaskScoped.class);

    private final Class<T> type;
    private final List<Bean<?>> found = new ArrayList<>();

    /** Of this type, none at first. */
    public PluginBeans(Class<T> type) {
        this.type = type;
    }

    /** Whether the bean is of the type. */
    boolean accepts(Bean<?> bean) {
        return bean.getTypes().contains(type);
    }

    /** Adds an enabled bean, if it is of the type. */
    public void add(Bean<?> bean) {
        if (accepts(bean)) {
            found.add(bean);
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Every bean, in the order of their discovery. */
    Stream<Bean<?>> all() {
        return found.stream();
    }

    /** The bean to use where there may be one only: an enabled alternative replaces the beans that are none. */
    Bean<?> selected() {
        return candidates().get(0);
    }

    private List<Bean<?>> candidates() {
        List<Bean<?>> alternatives = new ArrayList<>(found);
        alternatives.removeIf(bean -> !bean.isAlternative());
        return alternatives.isEmpty() ? found : alternatives;
    }

    /**
     * Notes a problem if there are several beans to choose from, and for each that is bound to a request, a session or
     * an attempt.
     *
     * @param conflict what is wrong with two beans, and the fix
     */
    void checkSingle(Problems problems, String conflict) {
        List<Bean<?>> candidates = candidates();
        for (Bean<?> bean : candidates) {
            if (THREAD_BOUND.contains(bean.getScope())) {
                problems.add(classOf(bean) + ": is a @" + bean.getScope().getSimpleName() + " " + type.getSimpleName()
                        + ", but Caraway calls it on threads of its own, where that scope is not active; make it"
                        + " @ApplicationScoped");
            }
        }
        if (candidates.size() > 1) {
            problems.add(classOf(candidates.get(0)) + " and " + classOf(candidates.get(1)) + ": " + conflict);
        }
    }

    /** The name of the bean's class, for messages. */
    static String classOf(Bean<?> bean) {
        return bean.getBeanClass().getName();
    }

    /** The container's reference to the bean, once the application is deployed. */
    T instance(BeanManager beans, Bean<?> bean) {
        return type.cast(beans.getReference(bean, type, beans.createCreationalContext(bean)));
    }

    /** References to all beans, once the application is deployed. */
    public List<T> instances(BeanManager beans) {
        return found.stream().map(bean -> instance(beans, bean)).toList();
    }
}
