package org.caraway.internal.engine.attempt;

import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.store.durable.DurableSteps;

/**
 * What the durable steps of all attempts share. Immutable.
 *
 * @param codec writes and reads values
 * @param transaction begins the transactions of steps that have one of their own
 */
public record DurableStepServices(DurableSteps store, PayloadCodec codec, TaskTransaction transaction) {}
