package org.caraway.internal.client;

import java.lang.reflect.Type;
import java.util.UUID;
import org.caraway.TaskHandle;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.store.read.TaskReads;
import org.caraway.internal.store.retain.Retention;
import org.jspecify.annotations.Nullable;

/** Makes handles of stored tasks. Thread-safe. */
public record HandleFactory(
        TaskReads reads, Retention retention, PayloadCodec payload, TaskWatcher watcher, TaskControl control) {

    /** A handle of the task with this id, whose result is of this type. */
    <R extends @Nullable Object> TaskHandle<R> of(UUID id, Type resultType) {
        return new StoredTaskHandle<>(
                id, reads, retention, watcher, control, new TaskOutcomeReader<>(payload, resultType));
    }
}
