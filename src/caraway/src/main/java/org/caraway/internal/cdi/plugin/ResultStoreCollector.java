package org.caraway.internal.cdi.plugin;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.caraway.internal.cdi.config.Problems;
import org.caraway.internal.cdi.config.Setting;
import org.caraway.internal.payload.LargeResults;
import org.caraway.spi.ResultStore;

/**
 * Finds the application's {@link ResultStore}. Confined to the deploying thread until the application has been deployed, then
 * immutable.
 */
public final class ResultStoreCollector {

    private static final Logger LOG = System.getLogger(ResultStoreCollector.class.getName());

    private final List<Bean<?>> found = new ArrayList<>();

    /** Notes an enabled bean, if it is a store. */
    public void addBean(Bean<?> bean) {
        if (bean.getTypes().contains(ResultStore.class)) {
            found.add(bean);
        }
    }

    /** Notes a problem if there are several, or it could not be called whenever there is a result. */
    public void check(Problems problems) {
        List<Bean<?>> inUse = Alternatives.inUse(found);
        ThreadScopes.check(inUse, ResultStore.class, problems);
        if (inUse.size() > 1) {
            problems.add(
                    classOf(inUse.get(0)) + " and " + classOf(inUse.get(1))
                            + ": both are ResultStores, and results go to one; remove one, or let one bean decide between them");
        }
    }

    /** Logs a warning if somebody gave a threshold for a store that is not there: no mistake, since nodes may share a configuration. */
    public void warnOfUnusedThreshold(Optional<Setting> threshold) {
        if (found.isEmpty()) {
            threshold.ifPresent(setting -> LOG.log(
                    Level.WARNING,
                    () -> setting.described()
                            + " has no effect, because the application has no ResultStore: results stand"
                            + " in their rows; add a bean of that type, or remove the key"));
        }
    }

    private static String classOf(Bean<?> bean) {
        return bean.getBeanClass().getName();
    }

    /** Once the application is deployed. */
    public LargeResults results(BeanManager beans, int thresholdBytes) {
        if (found.isEmpty()) {
            return LargeResults.NONE;
        }
        Bean<?> bean = Alternatives.inUse(found).get(0);
        ResultStore store =
                (ResultStore) beans.getReference(bean, ResultStore.class, beans.createCreationalContext(bean));
        return LargeResults.in(store, classOf(bean), thresholdBytes);
    }
}
