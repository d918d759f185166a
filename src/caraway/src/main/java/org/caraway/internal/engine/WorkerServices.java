package org.caraway.internal.engine;

import jakarta.transaction.UserTransaction;
import java.util.Map;
import java.util.concurrent.Executor;
import org.caraway.internal.engine.attempt.AttemptEnvironment;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.signal.QueueSignals;

/**
 * What the application and its server give to a worker. Immutable.
 *
 * @param registry the definitions of its tasks
 * @param store where tasks are
 * @param signals what is committed in this process
 * @param codec reads arguments and writes results
 * @param environment what surrounds each attempt
 * @param transaction the server's, for transactional tasks
 * @param executor gives the threads of loops and slots
 * @param virtualThreads gives those of the slots of queues that are to have virtual ones, where Java has them
 * @param configuration what the worker shows of its own to operators, without secrets
 */
public record WorkerServices(
        TaskRegistry registry,
        Store store,
        QueueSignals signals,
        PayloadCodec codec,
        AttemptEnvironment environment,
        UserTransaction transaction,
        Executor executor,
        Executor virtualThreads,
        Map<String, String> configuration) {

    /** Copies the configuration. */
    public WorkerServices {
        configuration = Map.copyOf(configuration);
    }
}
