package org.caraway.it.tasks.leak;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceUnit;
import jakarta.persistence.Query;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.util.concurrent.atomic.AtomicReference;
import org.caraway.Task;
import org.caraway.it.tasks.Sql;
import org.jspecify.annotations.Nullable;

/** Tasks that leave things on their thread, and one that looks for them. */
@ApplicationScoped
public class HostileTasks {

    private static final ThreadLocal<@Nullable String> TENANT = new ThreadLocal<>();

    private final AtomicReference<@Nullable Query> kept = new AtomicReference<>();

    @Produces
    @PersistenceUnit
    @SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // injected, and read by the container
    private EntityManagerFactory factory;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private EntityManager entities;

    @Resource(lookup = "java:comp/UserTransaction")
    @SuppressWarnings("NullAway.Init") // injected
    private UserTransaction transaction;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Sql sql;

    /** Leaves everything that it can. */
    @Task
    public String leaveAll() throws Exception {
        Thread thread = Thread.currentThread();
        transaction.begin();
        sql.execute("INSERT INTO leaked (word) VALUES ('half done')");
        TENANT.set("north");
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        thread.setName("mine");
        thread.setUncaughtExceptionHandler((ignored, failure) -> {});
        thread.interrupt();
        return "left";
    }

    /** Keeps a query of the attempt's session; true if that is open. */
    @Task
    public boolean keepQuery() {
        kept.set(entities.createQuery("SELECT note FROM Note note"));
        return entities.isOpen();
    }

    /** What becomes of that query when the attempt is over. */
    @Task
    public String runKeptQuery() {
        Query query = kept.get();
        try {
            return query == null ? "none" : query.getResultList().size() + " notes";
        } catch (IllegalStateException closed) {
            return String.valueOf(closed.getMessage());
        }
    }

    /** What is to be seen; the thread first. */
    @Task
    public String look() throws SystemException {
        Thread thread = Thread.currentThread();
        return thread.getName() + "@" + thread.getId()
                + (thread.getContextClassLoader() == HostileTasks.class.getClassLoader() ? "" : " class loader")
                + (thread.getUncaughtExceptionHandler() == thread.getThreadGroup() ? "" : " handler")
                + (thread.isInterrupted() ? " interrupt" : "")
                + (transaction.getStatus() == Status.STATUS_NO_TRANSACTION ? "" : " transaction")
                + (TENANT.get() == null ? "" : " tenant " + TENANT.get());
    }
}
