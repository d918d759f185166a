package org.caraway.internal.cdi.plugin;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.caraway.internal.cdi.config.Problems;
import org.caraway.internal.cdi.config.Setting;
import org.caraway.internal.payload.LargeResults;
import org.caraway.spi.ResultStore;

/**
 * Finds the application's {@link ResultStore}. Confined to the deploying thread until the application has been
 * deployed, then immutable.
 */
public final class ResultStoreCollector {

    private static final Logger LOG = System.getLogger(ResultStoreCollector.class.getName());

    private final PluginBeans<ResultStore> found = new PluginBeans<>(ResultStore.class);

    /** Adds an enabled bean, if it is a store. */
    public void addBean(Bean<?> bean) {
        found.add(bean);
    }

    /** Notes a problem if there are several, or it could not be called whenever there is a result. */
    public void check(Problems problems) {
        found.checkSingle(
                problems,
                "both are ResultStores, and results go to one; remove one, or let one bean decide between them");
    }

    /**
     * Logs a warning if a threshold is configured without a store; no mistake, because nodes may share a configuration.
     */
    public void warnOfUnusedThreshold(Optional<Setting> threshold) {
        if (found.isEmpty()) {
            threshold.ifPresent(setting -> LOG.log(
                    Level.WARNING,
                    () -> setting.described()
                            + " has no effect, because the application has no ResultStore: results stand"
                            + " in their rows; add a bean of that type, or remove the key"));
        }
    }

    /** Once the application is deployed. */
    public LargeResults results(BeanManager beans, int thresholdBytes) {
        if (found.isEmpty()) {
            return LargeResults.NONE;
        }
        Bean<?> bean = found.selected();
        return LargeResults.in(found.instance(beans, bean), PluginBeans.classOf(bean), thresholdBytes);
    }
}
