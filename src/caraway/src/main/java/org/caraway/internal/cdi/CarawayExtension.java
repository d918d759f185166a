package org.caraway.internal.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.TaskQueue;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskRegistry;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The CDI extension: listens to the container and leaves the work to the classes of this package. Confined to the deploying
 * thread, then immutable.
 *
 * <p>No mistake is thrown where it is found; all are reported together, when every bean is known.
 */
public final class CarawayExtension implements Extension {

    private final Supplier<Config> config;
    private final Lifecycle lifecycle;
    private final TaskDefinitionCollector collector = new TaskDefinitionCollector();
    private final EntityManagerDemand entityManager = new EntityManagerDemand();
    private final TaskScopeContext taskScope = new TaskScopeContext();

    /** For the container. */
    public CarawayExtension() {
        this(ConfigProvider::getConfig, CarawayRuntime::start);
    }

    /** With another configuration, and another thing to start. */
    CarawayExtension(Supplier<Config> config, Running.Launcher launcher) {
        this.config = config;
        this.lifecycle = new Lifecycle(launcher);
    }

    void discovered(@Observes @WithAnnotations(Task.class) ProcessAnnotatedType<?> event) {
        collector.discovered(event.getAnnotatedType());
    }

    void enabled(@Observes ProcessManagedBean<?> event) {
        collector.enabled(event.getAnnotatedBeanClass(), event.getBean());
    }

    void offered(@Observes ProcessBean<?> event) {
        entityManager.offered(event.getBean());
    }

    void wanted(@Observes ProcessInjectionPoint<?, ?> event) {
        entityManager.wanted(event.getInjectionPoint());
    }

    void allFound(@Observes AfterBeanDiscovery event, BeanManager beans) {
        Problems problems = new Problems();
        Configuration configuration = new Configuration(config.get());
        List<TaskDefinition> definitions = collector.definitions(beans, configuration, problems);
        CarawaySettings settings = new SettingsReader(configuration, problems).read(definitions);
        new UnknownKeys(definitions.stream().map(TaskDefinition::name).collect(Collectors.toSet()))
                .check(configuration.names(), problems);
        entityManager.check(problems);
        if (!problems.isEmpty()) {
            event.addDefinitionError(problems.toException());
            return;
        }
        addBeans(event, beans);
        CdiAttemptScope attempts = new CdiAttemptScope(taskScope, () -> requestContextController(beans));
        lifecycle.deployed(new Deployment(settings, new TaskRegistry(definitions), attempts));
    }

    private void addBeans(AfterBeanDiscovery event, BeanManager beans) {
        event.addContext(taskScope);
        event.<TaskQueue>addBean()
                .id(TaskQueue.class.getName())
                .addTransitiveTypeClosure(TaskQueue.class)
                .scope(ApplicationScoped.class)
                .createWith(context -> lifecycle.start().tasks());
        event.<Lifecycle>addBean()
                .id(Lifecycle.class.getName())
                .types(Lifecycle.class)
                .scope(Dependent.class)
                .createWith(context -> lifecycle);
        event.<TaskContext>addBean()
                .id(TaskContext.class.getName())
                .addTransitiveTypeClosure(TaskContext.class)
                .scope(ApplicationScoped.class)
                .createWith(context -> new CurrentTaskContext());
        entityManager.source().ifPresent(factory -> EntityManagerBean.add(event, beans, factory));
    }

    /** Never destroyed: it holds nothing. */
    private static RequestContextController requestContextController(BeanManager beans) {
        return beans.createInstance().select(RequestContextController.class).get();
    }

    /** For a start that failed half-way, after which the application context may not end properly. */
    void stop(@Observes BeforeShutdown event) {
        lifecycle.stop();
    }
}
