package org.caraway.benchmark.contender;

import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.NamingManager;

/**
 * As much of a Jakarta EE server as Caraway looks up: names, transactions of {@link ThreadTransactions}, and threads
 * without contexts. There is one for the process. Thread-safe.
 */
final class BareServer {

    private static final ThreadTransactions TRANSACTIONS = new ThreadTransactions();
    private static final Map<String, Object> NAMES = new ConcurrentHashMap<>(Map.of(
            "java:comp/UserTransaction", TRANSACTIONS,
            "java:comp/TransactionSynchronizationRegistry", TRANSACTIONS));

    static {
        try {
            NamingManager.setInitialContextFactoryBuilder(environment -> unused -> names());
        } catch (NamingException failure) {
            throw new ExceptionInInitializerError(failure);
        }
    }

    private BareServer() {}

    static ThreadTransactions transactions() {
        return TRANSACTIONS;
    }

    /** Gives something a name until {@link #unbind}. */
    static void bind(String name, Object object) {
        NAMES.put(name, object);
    }

    static void unbind(String name) {
        NAMES.remove(name);
    }

    private static Context names() {
        return (Context) Proxy.newProxyInstance(
                BareServer.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "lookup" -> lookup(arguments[0].toString());
                    case "close" -> null;
                    default -> throw new UnsupportedOperationException("names cannot " + method.getName() + " here");
                });
    }

    private static Object lookup(String name) throws NamingException {
        Object found = NAMES.get(name);
        if (found == null) {
            throw new NameNotFoundException(name);
        }
        return found;
    }

    /** These threads as a server would offer them. */
    static ManagedExecutorService managed(ExecutorService threads) {
        ContextService contexts = (ContextService) Proxy.newProxyInstance(
                BareServer.class.getClassLoader(),
                new Class<?>[] {ContextService.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "currentContextExecutor" -> (Executor) Runnable::run;
                    case "contextualRunnable" -> arguments[0];
                    default -> throw new UnsupportedOperationException("contexts cannot " + method.getName() + " here");
                });
        return (ManagedExecutorService) Proxy.newProxyInstance(
                BareServer.class.getClassLoader(),
                new Class<?>[] {ManagedExecutorService.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("getContextService")) {
                        return contexts;
                    }
                    try {
                        return method.invoke(threads, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause() == null ? thrown : thrown.getCause();
                    }
                });
    }
}
