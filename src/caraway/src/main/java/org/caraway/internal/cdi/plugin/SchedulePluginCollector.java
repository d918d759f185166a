package org.caraway.internal.cdi.plugin;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import org.caraway.internal.cdi.config.Problems;
import org.caraway.internal.schedule.SchedulePlugins;
import org.caraway.spi.ExclusionCalendar;
import org.caraway.spi.ScheduleType;

/**
 * Collects the application's {@link ScheduleType}s and {@link ExclusionCalendar}s. Confined to the deploying thread
 * until the application has been deployed, then immutable.
 */
public final class SchedulePluginCollector {

    private final NamedBeans<ScheduleType> types = new NamedBeans<>(ScheduleType.class, "schedule");
    private final NamedBeans<ExclusionCalendar> calendars = new NamedBeans<>(ExclusionCalendar.class, "schedule");

    /** Adds an enabled bean, if it is one of them. */
    public void addBean(Bean<?> bean) {
        types.add(bean);
        calendars.add(bean);
    }

    /** Notes a problem for each bean that schedules could not name, or that could not be called for all of them. */
    public void check(Problems problems) {
        types.check(problems);
        calendars.check(problems);
        checkNames(types, problems);
        checkNames(calendars, problems);
    }

    private static void checkNames(NamedBeans<?> beans, Problems problems) {
        beans.names().stream()
                .filter(name -> name.isEmpty() || name.chars().anyMatch(c -> c == ',' || Character.isWhitespace(c)))
                .forEach(name -> beans.reject(
                        name,
                        "which schedules could not tell from several; use a name without spaces and commas",
                        problems));
    }

    /**
     * Checks that there is such a type.
     *
     * @throws IllegalArgumentException with the fix, if there is none
     */
    public void checkType(String name) {
        check("type", "ScheduleType", name, types);
    }

    /**
     * Checks that there is such a calendar.
     *
     * @throws IllegalArgumentException with the fix, if there is none
     */
    public void checkCalendar(String name) {
        check("except", "ExclusionCalendar", name, calendars);
    }

    private static void check(String attribute, String type, String name, NamedBeans<?> beans) {
        if (!beans.names().contains(name)) {
            throw new IllegalArgumentException("has " + attribute + " '" + name + "', which is the name of no " + type
                    + "; " + beans.fixFor(name));
        }
    }

    /** Once the application is deployed. */
    public SchedulePlugins plugins(BeanManager beans) {
        return new SchedulePlugins(types.instances(beans), calendars.instances(beans));
    }
}
