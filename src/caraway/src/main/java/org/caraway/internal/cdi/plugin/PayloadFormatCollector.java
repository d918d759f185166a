package org.caraway.internal.cdi.plugin;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import org.caraway.internal.cdi.config.Problems;
import org.caraway.internal.cdi.config.Setting;
import org.caraway.internal.cdi.config.SettingParser;
import org.caraway.internal.payload.PayloadFormats;
import org.caraway.spi.PayloadFormat;

/**
 * Collects the application's {@link PayloadFormat}s. Confined to the deploying thread until the application has been
 * deployed, then immutable.
 */
public final class PayloadFormatCollector {

    private final NamedBeans<PayloadFormat> found = new NamedBeans<>(PayloadFormat.class, "task");

    /** Adds an enabled bean, if it is a format. */
    public void addBean(Bean<?> bean) {
        found.add(bean);
    }

    /** Notes a problem for each bean that tasks could not name, or that could not be called for all of them. */
    public void check(Problems problems) {
        found.check(problems);
        found.reject(PayloadFormat.JSON, "which stands for none; give it another name with @Named", problems);
    }

    /** Notes a problem if this value of a task's attribute names none of them. */
    public void check(Setting setting, String name, SettingParser parser) {
        if (!found.names().contains(name)) {
            parser.reject(setting, "is the name of no PayloadFormat; " + found.fixFor(name));
        }
    }

    /** Once the application is deployed. */
    public PayloadFormats formats(BeanManager beans) {
        return new PayloadFormats(found.instances(beans));
    }
}
