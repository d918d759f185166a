package org.caraway.web.internal.stream;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedExecutors;
import jakarta.enterprise.concurrent.ManagedTask;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.caraway.web.internal.live.Live;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Runs live updates while the web application runs. Stateless.
 *
 * <p>The context for the thread of the hub is captured here and not in the first request: see
 * {@code docs/decisions/0009-start-and-stop-with-the-web-application.md}. For the same reasons CDI container events do
 * not start and stop it.
 */
final class LiveListener implements ServletContextListener {

    private static final String KEY = "caraway.executor";
    private static final String USUAL = "java:comp/DefaultManagedExecutorService";

    @Override
    public void contextInitialized(ServletContextEvent event) {
        live().ifPresent(live -> live.start(threads()));
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        live().ifPresent(Live::stop);
    }

    /** The bean; absent if the deployment has failed. */
    private static Optional<Live> live() {
        Instance<Live> bean = CDI.current().select(Live.class);
        return bean.isResolvable() ? Optional.of(bean.get()) : Optional.empty();
    }

    private static Executor threads() {
        ManagedExecutorService executor = executor();
        Executor context = executor.getContextService().currentContextExecutor();
        return job -> {
            Map<String, String> properties =
                    job instanceof ManagedTask managed ? managed.getExecutionProperties() : Map.of();
            executor.execute(ManagedExecutors.managedTask(() -> context.execute(job), properties, null));
        };
    }

    @SuppressWarnings("BanJNDI") // the name comes from the configuration of the deployment, never from a user
    private static ManagedExecutorService executor() {
        String name =
                ConfigProvider.getConfig().getOptionalValue(KEY, String.class).orElse(USUAL);
        try {
            return (ManagedExecutorService) new InitialContext().lookup(name);
        } catch (NamingException | ClassCastException missing) {
            throw new IllegalStateException(
                    "No managed executor service has the name '" + name + "'; set " + KEY
                            + " to the name of an existing one",
                    missing);
        }
    }
}
