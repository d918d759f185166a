package org.caraway.internal.cdi.definition;

import static java.util.Objects.requireNonNull;

import jakarta.enterprise.inject.Specializes;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Decorator;
import jakarta.enterprise.inject.spi.Interceptor;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.caraway.Sensitive;
import org.caraway.internal.cdi.config.Configuration;
import org.caraway.internal.cdi.config.Problems;
import org.caraway.internal.cdi.plugin.PayloadFormatCollector;
import org.caraway.internal.registry.Routes;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.internal.registry.TaskSettings;

/**
 * Gathers the beans that have or inherit task methods while the container discovers them, and makes task definitions of
 * them afterwards. Confined to the deploying thread.
 */
public final class TaskDefinitionCollector {

    private final Map<AnnotatedType<?>, Bean<?>> found = new HashMap<>();
    private final Set<Class<?>> specialized = new HashSet<>();
    private final UnmanagedTaskClasses unmanaged = new UnmanagedTaskClasses();

    /** Notes a class that mentions {@link org.caraway.Task} and may or may not become a bean. */
    public void addClass(AnnotatedType<?> type) {
        unmanaged.addClass(type);
    }

    /** Notes an enabled bean, if it has task methods. */
    public void addBean(AnnotatedType<?> type, Bean<?> bean) {
        if (bean instanceof Interceptor<?> || bean instanceof Decorator<?>) {
            return;
        }
        unmanaged.addBeanClass(type.getJavaClass());
        if (type.isAnnotationPresent(Specializes.class)) {
            specialized.add(type.getJavaClass().getSuperclass());
        }
        if (!DeclaredTask.of(type).isEmpty()) {
            found.put(type, bean);
        }
    }

    /** The task definitions in a steady order; with problems noted they are not to be used. */
    public List<TaskDefinition> definitions(
            BeanManager beans,
            Configuration configuration,
            Routes routes,
            PayloadFormatCollector formats,
            Problems problems) {
        unmanaged.check(problems);
        TaskSettingsReader settings = new TaskSettingsReader(configuration, routes, formats, problems);
        DefinitionBuilder builder = new DefinitionBuilder(beans, settings, problems);
        List<TaskDefinition> definitions = new ArrayList<>();
        found.keySet().stream()
                .filter(type -> !specialized.contains(type.getJavaClass()))
                .sorted(Comparator.comparing(type -> type.getJavaClass().getName()))
                .forEach(type -> DeclaredTask.of(type)
                        .forEach(task -> builder.build(task, requireNonNull(found.get(type)), definitions)));
        SharedRateLimitCheck.check(definitions, problems);
        settings.reportDefaults();
        return definitions;
    }

    /** Makes one definition after the other. */
    private static final class DefinitionBuilder {

        private final BeanManager beans;
        private final TaskMethodCheck check;
        private final TaskSettingsReader settings;
        private final TransactionalDetector transactions;

        DefinitionBuilder(BeanManager beans, TaskSettingsReader settings, Problems problems) {
            this.beans = beans;
            this.check = new TaskMethodCheck(problems);
            this.settings = settings;
            this.transactions = new TransactionalDetector(beans);
        }

        void build(DeclaredTask task, Bean<?> bean, List<TaskDefinition> definitions) {
            ResolvedTypes types = new ResolvedTypes(task.beanClass());
            List<TaskParameter> parameters = task.annotated().getParameters().stream()
                    .map(parameter -> new TaskParameter(
                            parameter.getJavaParameter().getName(),
                            types.resolve(parameter.getJavaParameter().getParameterizedType()),
                            parameter.isAnnotationPresent(Sensitive.class)))
                    .toList();
            Type resultType = types.resolve(task.method().getGenericReturnType());
            check.checkMethod(task, bean);
            check.checkName(task);
            check.checkTypes(task, parameters, resultType);
            check.checkSignals(task);
            TaskSettings taskSettings = settings.read(task);
            BeanView.of(bean, task.method())
                    .map(view -> new BeanTaskInvoker(beans, bean, view.type(), view.method()))
                    .map(invoker -> new TaskDefinition(
                            task.name(),
                            task.beanClass(),
                            task.method(),
                            parameters,
                            resultType,
                            taskSettings,
                            transactions.joins(task),
                            invoker))
                    .ifPresentOrElse(definitions::add, () -> check.refuseHidden(task));
        }
    }
}
