package org.caraway.internal.engine.attempt;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.store.durable.DurableSteps;

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
        BooleanSupplier stopRequested) {}
