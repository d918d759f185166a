package org.caraway.internal.cdi;

import static jakarta.interceptor.Interceptor.Priority.LIBRARY_AFTER;
import static jakarta.interceptor.Interceptor.Priority.LIBRARY_BEFORE;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.caraway.ObservesTask;
import org.caraway.SignalUrls;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.TaskQueue;
import org.caraway.admin.Schedules;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.TaskFeed;
import org.caraway.internal.cdi.config.CarawaySettings;
import org.caraway.internal.cdi.config.Configuration;
import org.caraway.internal.cdi.config.ConfigurationKey;
import org.caraway.internal.cdi.config.OptionalApi;
import org.caraway.internal.cdi.config.Problems;
import org.caraway.internal.cdi.config.RedactedConfiguration;
import org.caraway.internal.cdi.config.RoutesReader;
import org.caraway.internal.cdi.config.SettingsReader;
import org.caraway.internal.cdi.config.SignalUrlsReader;
import org.caraway.internal.cdi.config.UnknownKeys;
import org.caraway.internal.cdi.config.WebhookSettingsReader;
import org.caraway.internal.cdi.definition.DurableObservers;
import org.caraway.internal.cdi.definition.PeriodicReader;
import org.caraway.internal.cdi.definition.TaskDefinitionCollector;
import org.caraway.internal.cdi.event.CdiEventPublisher;
import org.caraway.internal.cdi.monitoring.ApplicationMetrics;
import org.caraway.internal.cdi.monitoring.ApplicationTracing;
import org.caraway.internal.cdi.monitoring.HealthBeans;
import org.caraway.internal.cdi.monitoring.LogObservers;
import org.caraway.internal.cdi.plugin.PayloadFormatCollector;
import org.caraway.internal.cdi.plugin.ResultStoreCollector;
import org.caraway.internal.cdi.plugin.RouterCollector;
import org.caraway.internal.cdi.plugin.SchedulePluginCollector;
import org.caraway.internal.cdi.propagation.PropagatorCollector;
import org.caraway.internal.cdi.runtime.CarawayRuntime;
import org.caraway.internal.cdi.runtime.Deployment;
import org.caraway.internal.cdi.runtime.Lifecycle;
import org.caraway.internal.cdi.runtime.NodeRuntime;
import org.caraway.internal.cdi.scope.CdiAttemptScope;
import org.caraway.internal.cdi.scope.CurrentTaskContext;
import org.caraway.internal.cdi.scope.EntityManagerBean;
import org.caraway.internal.cdi.scope.EntityManagerDiscovery;
import org.caraway.internal.cdi.scope.SessionSnapshotContext;
import org.caraway.internal.cdi.scope.TaskScopeContext;
import org.caraway.internal.cdi.web.ServletCall;
import org.caraway.internal.cdi.web.WebApplicationStart;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.propagation.InboundCall;
import org.caraway.internal.registry.Routes;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.schedule.DeclaredSchedule;
import org.caraway.internal.webhook.WebhookSettings;
import org.caraway.internal.webhook.WebhookTask;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The CDI extension: observes the container's events and delegates to the sub-packages. Confined to the deploying
 * thread, then immutable.
 *
 * <p>Nothing throws at the first mistake: all mistakes are reported together, after the discovery of the beans.
 */
public final class CarawayExtension implements Extension {

    private final Supplier<Config> config;
    private final boolean servletContainer;
    private final Lifecycle lifecycle;
    private final TaskDefinitionCollector definitionCollector = new TaskDefinitionCollector();
    private final PeriodicReader periodic = new PeriodicReader();
    private final DurableObservers observers = new DurableObservers();
    private final EntityManagerDiscovery entityManager = new EntityManagerDiscovery();
    private final PropagatorCollector propagators = new PropagatorCollector();
    private final RouterCollector routers = new RouterCollector();
    private final PayloadFormatCollector formats = new PayloadFormatCollector();
    private final SchedulePluginCollector schedulePlugins = new SchedulePluginCollector();
    private final ResultStoreCollector resultStores = new ResultStoreCollector();
    private final TaskScopeContext taskScope = new TaskScopeContext();
    private final InboundCall call = OptionalApi.SERVLET.present() ? new ServletCall() : InboundCall.NONE;

    /** For the container. */
    public CarawayExtension() {
        this(ConfigProvider::getConfig, CarawayRuntime::start, OptionalApi.SERVLET.present());
    }

    /**
     * With this configuration and launcher.
     *
     * @param servletContainer whether the listener of {@link WebApplicationStart} starts and stops the worker
     */
    CarawayExtension(Supplier<Config> config, NodeRuntime.Launcher launcher, boolean servletContainer) {
        this.config = config;
        this.servletContainer = servletContainer;
        this.lifecycle = new Lifecycle(launcher);
    }

    /** Caraway's own tasks; the others are the application's. */
    void beforeBeanDiscovery(@Observes BeforeBeanDiscovery event) {
        if (WebhookSettingsReader.wanted(new Configuration(config.get()))) {
            event.addAnnotatedType(WebhookTask.class, WebhookTask.NAME);
        }
    }

    void processAnnotatedType(
            @Observes @WithAnnotations({Task.class, ObservesTask.class}) ProcessAnnotatedType<?> event) {
        definitionCollector.addClass(event.getAnnotatedType());
    }

    void processManagedBean(@Observes ProcessManagedBean<?> event) {
        definitionCollector.addBean(event.getAnnotatedBeanClass(), event.getBean());
        periodic.addBean(event.getAnnotatedBeanClass());
        observers.addBean(event.getAnnotatedBeanClass());
        propagators.addManagedBean(event.getAnnotatedBeanClass(), event.getBean());
    }

    void processBean(@Observes ProcessBean<?> event) {
        entityManager.addBean(event.getBean());
        routers.addBean(event.getBean());
        formats.addBean(event.getBean());
        schedulePlugins.addBean(event.getBean());
        resultStores.addBean(event.getBean());
        propagators.addBean(event.getBean());
    }

    void processInjectionPoint(@Observes ProcessInjectionPoint<?, ?> event) {
        entityManager.addInjectionPoint(event.getInjectionPoint());
    }

    void afterBeanDiscovery(@Observes AfterBeanDiscovery event, BeanManager beans) {
        Problems problems = new Problems();
        Configuration configuration = new Configuration(config.get());
        Routes routes = new RoutesReader(configuration, problems).read();
        List<TaskDefinition> definitions =
                definitionCollector.definitions(beans, configuration, routes, formats, problems);
        List<DeclaredSchedule> schedules = periodic.schedules(definitions, schedulePlugins, problems);
        CarawaySettings settings =
                new SettingsReader(configuration, problems, OptionalApi.SLF4J.present()).read(routes, definitions);
        observers.check(definitions, problems);
        Optional<WebhookSettings> webhooks = new WebhookSettingsReader(configuration, problems).read();
        SignalUrls urls = new SignalUrlsReader(configuration, problems).read(InstantSource.system());
        check(configuration, definitions, problems);
        if (!problems.isEmpty()) {
            event.addDefinitionError(problems.toException());
            return;
        }
        resultStores.warnOfUnusedThreshold(configuration.find(ConfigurationKey.RESULT_STORE_THRESHOLD_BYTES));
        SessionSnapshotContext session = propagators.session();
        addContexts(event, session);
        addBeans(event, beans, urls);
        webhooks.ifPresent(found -> new InjectableBeans(event).addInternal(WebhookSettings.class, found));
        observers.register(event, beans, definitions, () -> lifecycle.start().tasks());
        if (settings.monitoring().health() && OptionalApi.HEALTH.present()) {
            HealthBeans.add(event, lifecycle::health);
        }
        lifecycle.deployed(deployment(beans, configuration, settings, new Declared(definitions, schedules), session));
    }

    private void check(Configuration configuration, List<TaskDefinition> definitions, Problems problems) {
        new UnknownKeys(definitions.stream().map(TaskDefinition::name).collect(Collectors.toSet()))
                .check(configuration.names(), problems);
        entityManager.check(problems);
        propagators.check(problems);
        formats.check(problems);
        schedulePlugins.check(problems);
        resultStores.check(problems);
    }

    private void addContexts(AfterBeanDiscovery event, SessionSnapshotContext session) {
        if (!session.isEmpty()) {
            event.addContext(session);
        }
        event.addContext(taskScope);
    }

    private void addBeans(AfterBeanDiscovery event, BeanManager beans, SignalUrls urls) {
        new InjectableBeans(event)
                .add(TaskQueue.class, () -> lifecycle.start().tasks())
                .add(TaskAdmin.class, () -> lifecycle.start().admin())
                .add(Schedules.class, () -> lifecycle.start().schedules())
                .add(TaskFeed.class, () -> lifecycle.start().feed())
                .add(TaskContext.class, () -> new CurrentTaskContext(urls))
                .add(SignalUrls.class, () -> urls)
                .addInternal(Lifecycle.class, lifecycle)
                .addInternal(InboundCall.class, call);
        entityManager.factoryForTasks().ifPresent(factory -> EntityManagerBean.add(event, beans, factory));
    }

    /** What the code declares. */
    private record Declared(List<TaskDefinition> definitions, List<DeclaredSchedule> schedules) {}

    private Deployment deployment(
            BeanManager beans,
            Configuration configuration,
            CarawaySettings settings,
            Declared declared,
            SessionSnapshotContext session) {
        List<TaskDefinition> definitions = declared.definitions();
        ApplicationMetrics metrics = new ApplicationMetrics(beans, settings.monitoring(), definitions);
        ApplicationTracing tracing = new ApplicationTracing(beans, call, settings.tracing());
        CdiAttemptScope attempts = CdiAttemptScope.of(beans, taskScope, session);
        TaskRegistry registry = new TaskRegistry(definitions);
        return new Deployment(
                settings,
                registry,
                declared.schedules(),
                () -> schedulePlugins.plugins(beans),
                attempts,
                () -> propagators.propagation(beans, call, tracing.tracing().headers(), session, settings),
                () -> routers.routers(beans),
                () -> formats.formats(beans),
                () -> resultStores.results(beans, settings.resultStoreThreshold()),
                (propagation, executor) -> {
                    List<TaskObserver> observers = new ArrayList<>(LogObservers.of(settings.logs(), registry));
                    observers.addAll(metrics.observers());
                    observers.add(new CdiEventPublisher(beans, attempts, propagation, executor));
                    return tracing.tracing().before(observers);
                },
                metrics::sink,
                new RedactedConfiguration(configuration).byKey());
    }

    /** Before the application's own observers, which may enqueue. */
    void start(@Observes @Priority(LIBRARY_BEFORE) @Initialized(ApplicationScoped.class) Object event) {
        lifecycle.start();
        if (!servletContainer) {
            lifecycle.startWorker();
        }
    }

    /** After the application's own observers, which may still enqueue. */
    void stop(@Observes @Priority(LIBRARY_AFTER) @BeforeDestroyed(ApplicationScoped.class) Object event) {
        lifecycle.stop();
    }

    /** For a start that failed half-way, after which the application context may not end properly. */
    void stop(@Observes BeforeShutdown event) {
        lifecycle.stop();
    }
}
