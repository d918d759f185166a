package org.caraway.internal.cdi.plugin;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.caraway.internal.cdi.config.Problems;
import org.caraway.internal.cdi.config.Setting;
import org.caraway.internal.cdi.config.SettingParser;
import org.caraway.internal.payload.PayloadFormats;
import org.caraway.internal.registry.NearestName;
import org.caraway.spi.PayloadFormat;
import org.jspecify.annotations.Nullable;

/**
 * Collects the application's {@link PayloadFormat}s. Confined to the deploying thread until the application has been
 * deployed, then immutable.
 */
public final class PayloadFormatCollector {

    private final PluginBeans<PayloadFormat> nameless = new PluginBeans<>(PayloadFormat.class);
    private final Map<String, PluginBeans<PayloadFormat>> found = new TreeMap<>();

    /** Adds an enabled bean, if it is a format. */
    public void addBean(Bean<?> bean) {
        @Nullable String name = bean.getName();
        if (name == null) {
            nameless.add(bean);
        } else if (nameless.accepts(bean)) {
            found.computeIfAbsent(name, unseen -> new PluginBeans<>(PayloadFormat.class))
                    .add(bean);
        }
    }

    /** Notes a problem for each bean that tasks could not name, or that could not be called for all of them. */
    public void check(Problems problems) {
        nameless.all()
                .map(PluginBeans::classOf)
                .forEach(name -> problems.add(
                        name + ": is a PayloadFormat without a name, so no task can ask for it; add @Named(\"…\")"));
        found.forEach((name, beans) -> {
            if (name.equals(PayloadFormat.JSON)) {
                beans.all()
                        .findFirst()
                        .map(PluginBeans::classOf)
                        .ifPresent(first -> problems.add(first + ": is a PayloadFormat named '" + name
                                + "', which stands for none; give it another name with @Named"));
            }
            beans.checkSingle(
                    problems,
                    "both are PayloadFormats named '" + name + "'; give one of them another name with @Named");
        });
    }

    /** Notes a problem if this value of a task's attribute names none of them. */
    public void check(Setting setting, String name, SettingParser parser) {
        if (!found.containsKey(name)) {
            parser.reject(
                    setting,
                    NearestName.find(name, found.keySet())
                            .map(nearest -> "is the name of no PayloadFormat; did you mean " + nearest + "?")
                            .orElse("is the name of no PayloadFormat; add a bean of that type with @Named(\"" + name
                                    + "\")"));
        }
    }

    /** Once the application is deployed. */
    public PayloadFormats formats(BeanManager beans) {
        Map<String, PayloadFormat> formats = new HashMap<>();
        found.forEach((name, candidates) -> formats.put(name, candidates.instance(beans, candidates.selected())));
        return new PayloadFormats(formats);
    }
}
