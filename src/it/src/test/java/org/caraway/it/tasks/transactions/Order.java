package org.caraway.it.tasks.transactions;

import java.util.concurrent.CompletableFuture;
import org.caraway.TaskHandle;

/**
 * Something that happens in a transaction.
 *
 * @param enqueued takes what comes of enqueueing after it; the container swallows the exceptions of observers
 */
public record Order(String number, CompletableFuture<TaskHandle<String>> enqueued) {

    /** An order of which nothing has come yet. */
    public static Order of(String number) {
        return new Order(number, new CompletableFuture<>());
    }
}
