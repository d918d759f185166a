package org.caraway.internal.cdi.plugin;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.List;
import org.caraway.internal.client.Routing.NamedRouter;
import org.caraway.spi.TaskRouter;

/**
 * Collects the application's {@link TaskRouter}s. Confined to the deploying thread until the application has been
 * deployed, then immutable.
 */
public final class RouterCollector {

    private final PluginBeans<TaskRouter> found = new PluginBeans<>(TaskRouter.class);

    /** Adds an enabled bean, if it is a router. */
    public void addBean(Bean<?> bean) {
        found.add(bean);
    }

    /** Once the application is deployed. */
    public List<NamedRouter> routers(BeanManager beans) {
        return found.all()
                .map(bean -> new NamedRouter(PluginBeans.classOf(bean), found.instance(beans, bean)))
                .toList();
    }
}
