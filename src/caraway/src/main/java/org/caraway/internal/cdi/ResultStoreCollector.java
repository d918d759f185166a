package org.caraway.internal.cdi;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.ArrayList;
import java.util.List;
import org.caraway.internal.payload.LargeResults;
import org.caraway.spi.ResultStore;

/**
 * Finds the application's {@link ResultStore}. Confined to the deploying thread until the application has been deployed, then
 * immutable.
 */
final class ResultStoreCollector {

    private final List<Bean<?>> found = new ArrayList<>();

    /** Notes an enabled bean, if it is a store. */
    void offered(Bean<?> bean) {
        if (bean.getTypes().contains(ResultStore.class)) {
            found.add(bean);
        }
    }

    /** Notes a problem if there are several, or it could not be called whenever there is a result. */
    void check(Problems problems) {
        List<Bean<?>> inUse = Alternatives.inUse(found);
        ThreadScopes.check(inUse, ResultStore.class, problems);
        if (inUse.size() > 1) {
            problems.add(
                    classOf(inUse.get(0)) + " and " + classOf(inUse.get(1))
                            + ": both are ResultStores, and results go to one; remove one, or let one bean decide between them");
        }
    }

    private static String classOf(Bean<?> bean) {
        return bean.getBeanClass().getName();
    }

    /** Once the application is deployed. */
    LargeResults results(BeanManager beans, int thresholdBytes) {
        if (found.isEmpty()) {
            return LargeResults.NONE;
        }
        Bean<?> bean = Alternatives.inUse(found).get(0);
        ResultStore store =
                (ResultStore) beans.getReference(bean, ResultStore.class, beans.createCreationalContext(bean));
        return LargeResults.in(store, classOf(bean), thresholdBytes);
    }
}
