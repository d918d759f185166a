package org.caraway.internal.cdi.scope;

import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import org.caraway.TaskScoped;

/**
 * The injectable EntityManager of a task: made from the application's factory when it is first used, closed when the
 * attempt ends. Immutable. Loaded only where Jakarta Persistence is in use.
 */
public final class EntityManagerBean {

    private EntityManagerBean() {}

    /**
     * Adds the bean.
     *
     * @param factory the application's own bean, found at its discovery: {@code beans} is the extension's and does not
     *     see what a web application offers
     */
    public static void add(AfterBeanDiscovery event, BeanManager beans, Bean<?> factory) {
        event.<EntityManager>addBean()
                .id(EntityManagerBean.class.getName())
                .beanClass(EntityManagerBean.class)
                .types(EntityManager.class, AutoCloseable.class, Object.class)
                .scope(TaskScoped.class)
                .createWith(context -> reference(beans, factory, context).createEntityManager())
                .destroyWith((manager, context) -> close(manager));
    }

    private static EntityManagerFactory reference(
            BeanManager beans, Bean<?> factory, CreationalContext<EntityManager> context) {
        return (EntityManagerFactory) beans.getReference(factory, EntityManagerFactory.class, context);
    }

    private static void close(EntityManager manager) {
        if (manager.isOpen()) {
            manager.close();
        }
    }
}
