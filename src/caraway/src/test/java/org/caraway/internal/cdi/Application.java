package org.caraway.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.enterprise.inject.spi.Extension;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.TaskQueue;
import org.caraway.admin.Schedules;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.TaskFeed;
import org.caraway.internal.cdi.config.CarawaySettings;
import org.caraway.internal.cdi.runtime.Deployment;
import org.caraway.internal.cdi.runtime.NodeRuntime;
import org.caraway.internal.cdi.runtime.OnDemandWorkers;
import org.caraway.internal.client.DisabledTaskAdmin;
import org.caraway.internal.engine.attempt.AttemptScope;
import org.caraway.internal.health.NodeHealth;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.schedule.DeclaredSchedule;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.jspecify.annotations.Nullable;

/** An application in Weld SE, where nothing is looked up in JNDI: what would be started is only noted. */
public final class Application implements AutoCloseable {

    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicInteger stops = new AtomicInteger();
    private final AtomicInteger workerStarts = new AtomicInteger();
    private final AtomicInteger workerStops = new AtomicInteger();
    private boolean servletContainer;
    private TaskQueue tasks = queue();
    private final List<Class<?>> beans = new ArrayList<>();
    private final List<Extension> extensions = new ArrayList<>();
    private Map<String, String> properties = Map.of();
    private Map<String, String> variables = Map.of();
    private @Nullable Deployment deployment;
    private @Nullable WeldContainer container;
    private @Nullable RuntimeException startFailure;

    public static Application with(Class<?>... beans) {
        Application application = new Application();
        application.beans.addAll(Arrays.asList(beans));
        return application;
    }

    public Application configuredBy(Map<String, String> values) {
        properties = values;
        return this;
    }

    public Application withVariables(Map<String, String> values) {
        variables = values;
        return this;
    }

    public Application extendedBy(Extension extension) {
        extensions.add(extension);
        return this;
    }

    public Application enqueueingTo(TaskQueue queue) {
        tasks = queue;
        return this;
    }

    public Application failingToStart(RuntimeException failure) {
        startFailure = failure;
        return this;
    }

    public Application deploy() {
        Weld weld = new Weld().disableDiscovery().beanClasses(beans.toArray(Class[]::new));
        extensions.forEach(weld::addExtension);
        container = weld.addExtension(new CarawayExtension(this::config, this::launch, servletContainer))
                .initialize();
        return this;
    }

    /** The mistakes that the deployment's failure lists. */
    public List<String> mistakes() {
        Throwable failure = catchThrowable(this::deploy);
        close();
        assertThat(failure).isNotNull().hasMessageContaining("Caraway found");
        return String.valueOf(failure.getMessage())
                .lines()
                .filter(line -> line.startsWith("  "))
                .map(String::strip)
                .toList();
    }

    private SmallRyeConfig config() {
        return new SmallRyeConfigBuilder()
                .withSources(new Properties(properties), new EnvConfigSource(variables, 300))
                .build();
    }

    private NodeRuntime launch(Deployment found) {
        deployment = found;
        if (startFailure != null) {
            throw startFailure;
        }
        starts.incrementAndGet();
        return new NodeRuntime() {
            @Override
            public TaskQueue tasks() {
                return tasks;
            }

            @Override
            public TaskAdmin admin() {
                return DisabledTaskAdmin.create();
            }

            @Override
            public Schedules schedules() {
                return DisabledTaskAdmin.schedules();
            }

            @Override
            public TaskFeed feed() {
                return (after, listener) -> () -> {};
            }

            @Override
            public NodeHealth health() {
                return new NodeHealth(() -> 1, () -> NodeHealth.Phase.RUNNING, null, Optional::empty);
            }

            @Override
            public OnDemandWorkers workers() {
                throw new UnsupportedOperationException("has no store");
            }

            @Override
            public void startWorker() {
                workerStarts.incrementAndGet();
            }

            @Override
            public void stopWorker() {
                workerStops.incrementAndGet();
            }

            @Override
            public void stop() {
                stops.incrementAndGet();
            }
        };
    }

    private static TaskQueue queue() {
        InvocationHandler handler = (proxy, method, arguments) -> {
            throw new UnsupportedOperationException("asked to " + method.getName());
        };
        return (TaskQueue)
                Proxy.newProxyInstance(TaskQueue.class.getClassLoader(), new Class<?>[] {TaskQueue.class}, handler);
    }

    public <T> T bean(Class<T> type, Annotation... qualifiers) {
        return container().select(type, qualifiers).get();
    }

    public WeldContainer container() {
        if (container == null) {
            throw new IllegalStateException("not deployed");
        }
        return container;
    }

    public List<DeclaredSchedule> schedules() {
        return deployment().schedules();
    }

    public CarawaySettings settings() {
        return deployment().settings();
    }

    public TaskDefinition definition(String name) {
        return deployment().registry().find(name).orElseThrow();
    }

    public AttemptScope attempts() {
        return deployment().attempts();
    }

    public Deployment deployment() {
        if (deployment == null) {
            throw new IllegalStateException("nothing was started");
        }
        return deployment;
    }

    public Application inAServletContainer() {
        servletContainer = true;
        return this;
    }

    public int workerStarts() {
        return workerStarts.get();
    }

    public int workerStops() {
        return workerStops.get();
    }

    public int starts() {
        return starts.get();
    }

    public int stops() {
        return stops.get();
    }

    @Override
    public void close() {
        if (container != null && container.isRunning()) {
            container.shutdown();
        }
    }

    /** A configuration file. */
    private record Properties(Map<String, String> values) implements ConfigSource {

        @Override
        public Set<String> getPropertyNames() {
            return values.keySet();
        }

        @Override
        public @Nullable String getValue(String name) {
            return values.get(name);
        }

        @Override
        public String getName() {
            return "test.properties";
        }
    }
}
