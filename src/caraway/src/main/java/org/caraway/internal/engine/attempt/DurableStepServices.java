package org.caraway.internal.engine.attempt;

import java.lang.reflect.Type;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.caraway.CarawayException;
import org.caraway.DurableStepException;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.store.durable.DurableSteps;
import org.jspecify.annotations.Nullable;

/**
 * What the durable steps of all attempts share. Immutable.
 *
 * @param codec writes and reads values
 * @param transaction begins the transactions of steps that have one of their own
 * @param moved has the new position of a cursor written soon
 * @param stopRequested whether the worker is to stop
 */
public record DurableStepServices(
        DurableSteps store,
        PayloadCodec codec,
        TaskTransaction transaction,
        Consumer<CursorState> moved,
        BooleanSupplier stopRequested) {

    /**
     * A value as it is stored with a task.
     *
     * @param what its name for messages
     * @param format the name of the task's format, empty for plain JSON
     * @throws DurableStepException if it cannot be stored, or is too large
     */
    @Nullable
    String encoded(String what, @Nullable Object value, Type type, String format) {
        String json;
        try {
            json = codec.encodeResult(value, type, format);
        } catch (IllegalArgumentException | CarawayException refused) {
            throw new DurableStepException(what + " cannot be stored: " + refused.getMessage(), refused);
        }
        String complaint = codec.tooLarge(() -> what, json);
        if (complaint != null) {
            throw new DurableStepException(complaint, null);
        }
        return json;
    }
}
