package org.caraway.internal.cdi.definition;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.caraway.Sensitive;
import org.caraway.Task;
import org.caraway.internal.cdi.config.Problems;
import org.caraway.internal.cdi.config.Setting;
import org.caraway.internal.cdi.config.SettingParser;
import org.caraway.internal.cdi.config.TaskAttribute;
import org.caraway.internal.lifecycle.ConcurrencyLimit;
import org.caraway.internal.lifecycle.RateLimit;
import org.caraway.internal.lifecycle.StartLimits;
import org.jspecify.annotations.Nullable;

/** Reads the limits of one task, and the parameter that they count by. Confined to the deploying thread. */
final class StartLimitsReader {

    private final SettingParser parser;

    StartLimitsReader(Problems problems) {
        parser = new SettingParser(problems);
    }

    StartLimits limits(TaskAttributeSource source, Task task) {
        return new StartLimits(
                parsed(source.get(TaskAttribute.RATE_LIMIT, task.rateLimit()), RateLimit::parse),
                parsed(source.get(TaskAttribute.MAX_CONCURRENT, task.maxConcurrent()), ConcurrencyLimit::parse));
    }

    private <T> List<T> parsed(Setting setting, Function<String, List<T>> parse) {
        try {
            return parse.apply(setting.text());
        } catch (IllegalArgumentException wrong) {
            parser.reject(setting, "is wrong: " + wrong.getMessage());
            return List.of();
        }
    }

    /** The parameter that attribute and limits name, which is one; empty for none. */
    String key(TaskAttributeSource source, Task task, DeclaredTask declared) {
        Map<String, Setting> named = new LinkedHashMap<>();
        Setting key = source.get(TaskAttribute.KEY, task.key());
        if (!key.text().isEmpty()) {
            named.put(key.text(), key);
        }
        Setting rate = source.get(TaskAttribute.RATE_LIMIT, task.rateLimit());
        Setting concurrent = source.get(TaskAttribute.MAX_CONCURRENT, task.maxConcurrent());
        parsedOrEmpty(rate, RateLimit::parse).forEach(limit -> put(named, limit.per(), rate));
        parsedOrEmpty(concurrent, ConcurrencyLimit::parse).forEach(limit -> put(named, limit.per(), concurrent));
        named.forEach((name, setting) -> checkParameter(name, setting, declared));
        if (named.size() > 1) {
            parser.reject(
                    Stream.of(rate, concurrent, key)
                            .filter(setting -> !setting.text().isEmpty())
                            .findFirst()
                            .orElse(key),
                    "makes the task count by the parameters " + named.keySet()
                            + "; a task has one key, so name one of them");
        }
        return named.keySet().stream().findFirst().orElse("");
    }

    private static void put(Map<String, Setting> named, @Nullable String parameter, Setting setting) {
        if (parameter != null) {
            named.putIfAbsent(parameter, setting);
        }
    }

    /** Without a problem: {@link #limits} reports it. */
    private static <T> List<T> parsedOrEmpty(Setting setting, Function<String, List<T>> parse) {
        try {
            return parse.apply(setting.text());
        } catch (IllegalArgumentException wrong) {
            return List.of();
        }
    }

    private void checkParameter(String name, Setting setting, DeclaredTask declared) {
        Map<String, Boolean> sensitive = new LinkedHashMap<>();
        declared.annotated()
                .getParameters()
                .forEach(parameter -> sensitive.put(
                        parameter.getJavaParameter().getName(), parameter.isAnnotationPresent(Sensitive.class)));
        Boolean hidden = sensitive.get(name);
        if (hidden == null) {
            parser.reject(
                    setting,
                    "names the parameter '" + name + "', and " + declared.where() + " has "
                            + (sensitive.isEmpty()
                                    ? "none; leave it out"
                                    : String.join(", ", sensitive.keySet())
                                            + "; name one of them, and compile with -parameters"));
        } else if (hidden) {
            parser.reject(
                    setting,
                    "names the parameter '" + name + "' of " + declared.where()
                            + ", which is @Sensitive, and a key is shown and stands in the table as plain text; name another"
                            + " parameter, or leave it out and give calls a key with TaskCall.key");
        }
    }
}
