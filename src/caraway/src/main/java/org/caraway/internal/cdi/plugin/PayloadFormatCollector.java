package org.caraway.internal.cdi.plugin;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
 * Gathers the application's {@link PayloadFormat}s. Confined to the deploying thread until the application has been deployed, then
 * immutable.
 */
public final class PayloadFormatCollector {

    private final List<Bean<?>> nameless = new ArrayList<>();
    private final Map<String, List<Bean<?>>> found = new TreeMap<>();

    /** Notes an enabled bean, if it is a format. */
    public void addBean(Bean<?> bean) {
        if (!bean.getTypes().contains(PayloadFormat.class)) {
            return;
        }
        @Nullable String name = bean.getName();
        if (name == null) {
            nameless.add(bean);
        } else {
            found.computeIfAbsent(name, unseen -> new ArrayList<>()).add(bean);
        }
    }

    /** Notes a problem for each bean that tasks could not name, or that could not be called for all of them. */
    public void check(Problems problems) {
        nameless.forEach(bean -> problems.add(
                classOf(bean) + ": is a PayloadFormat without a name, so no task can ask for it; add @Named(\"…\")"));
        found.forEach((name, beans) -> {
            if (name.equals(PayloadFormat.JSON)) {
                problems.add(classOf(beans.get(0)) + ": is a PayloadFormat named '" + name
                        + "', which stands for none; give it another name with @Named");
            }
            List<Bean<?>> inUse = Alternatives.inUse(beans);
            ThreadScopes.check(inUse, PayloadFormat.class, problems);
            if (inUse.size() > 1) {
                problems.add(classOf(inUse.get(0)) + " and " + classOf(inUse.get(1))
                        + ": both are PayloadFormats named '" + name + "'; give one of them another name with @Named");
            }
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

    private static String classOf(Bean<?> bean) {
        return bean.getBeanClass().getName();
    }

    /** Once the application is deployed. */
    public PayloadFormats formats(BeanManager beans) {
        Map<String, PayloadFormat> formats = new HashMap<>();
        found.forEach((name, candidates) -> {
            Bean<?> bean = Alternatives.inUse(candidates).get(0);
            formats.put(name, (PayloadFormat)
                    beans.getReference(bean, PayloadFormat.class, beans.createCreationalContext(bean)));
        });
        return new PayloadFormats(formats);
    }
}
