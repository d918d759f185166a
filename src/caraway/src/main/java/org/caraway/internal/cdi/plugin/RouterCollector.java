package org.caraway.internal.cdi.plugin;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.ArrayList;
import java.util.List;
import org.caraway.internal.client.Routing.NamedRouter;
import org.caraway.spi.TaskRouter;

/**
 * Gathers the application's {@link TaskRouter}s. Confined to the deploying thread until the application has been deployed, then
 * immutable.
 */
public final class RouterCollector {

    private final List<Bean<?>> found = new ArrayList<>();

    /** Notes an enabled bean, if it is a router. */
    public void addBean(Bean<?> bean) {
        if (bean.getTypes().contains(TaskRouter.class)) {
            found.add(bean);
        }
    }

    /** Once the application is deployed. */
    public List<NamedRouter> routers(BeanManager beans) {
        return found.stream()
                .map(bean -> new NamedRouter(bean.getBeanClass().getName(), (TaskRouter)
                        beans.getReference(bean, TaskRouter.class, beans.createCreationalContext(bean))))
                .toList();
    }
}
