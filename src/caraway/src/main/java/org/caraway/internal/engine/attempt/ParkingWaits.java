package org.caraway.internal.engine.attempt;

import java.time.Duration;
import java.util.Optional;
import org.caraway.CallTiming;
import org.caraway.DurableStepException;
import org.caraway.ParkRequest;
import org.caraway.TaskContext;
import org.caraway.internal.lifecycle.Parking;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.registry.DeclaredSignals;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.park.ParkedTasks;
import org.caraway.internal.store.park.StoredSignal;

/**
 * Waits of attempts that workers run: what has not come yet ends the attempt, and the task is parked. Thread-safe.
 *
 * <p>Nothing is written here. The transaction that completes the attempt parks the task under its fencing token, and
 * the scan for parked tasks alone decides that a wait has timed out.
 */
public final class ParkingWaits implements AttemptWaits {

    private final TaskRegistry registry;
    private final ParkedTasks parked;
    private final PayloadCodec codec;
    private final Duration parksFrom;

    /** @param parksFrom sleeps that are shorter wait on the attempt's thread */
    public ParkingWaits(TaskRegistry registry, ParkedTasks parked, PayloadCodec codec, Duration parksFrom) {
        this.registry = registry;
        this.parked = parked;
        this.codec = codec;
        this.parksFrom = parksFrom;
    }

    @Override
    public <T> Optional<T> signal(TaskContext attempt, String name, Class<T> type, Duration timeout) {
        String awaits = Parking.signal(name);
        checkSpan("The time-out of the signal '" + name + "'", timeout);
        checkDeclared(attempt, name, type);
        attempt.checkRevoked();
        StoredSignal signal = parked.signal(attempt.id(), name).orElseThrow(() -> new ParkRequest(awaits, timeout));
        String payload = signal.payload();
        return payload == null ? Optional.empty() : Optional.of(value(name, type, payload));
    }

    @SuppressWarnings("unchecked") // a primitive type and its wrapper class are one
    private <T> T value(String name, Class<T> type, String payload) {
        Object value = codec.decodeResult(payload, type);
        if (value == null) {
            throw new DurableStepException(
                    "The signal '" + name + "' has the value null; send a value that reads as " + type.getName(), null);
        }
        return (T) TaskParameter.boxed(type).cast(value);
    }

    @Override
    public void sleep(TaskContext attempt, String name, Duration span) {
        String awaits = Parking.sleep(name);
        checkSpan("The sleep '" + name + "'", span);
        if (span.compareTo(parksFrom) < 0) {
            ShortSleep.in(attempt, span);
            return;
        }
        attempt.checkRevoked();
        if (!parked.slept(attempt.id(), name)) {
            throw new ParkRequest(awaits, span);
        }
    }

    private void checkDeclared(TaskContext attempt, String name, Class<?> type) {
        registry.find(attempt.name())
                .flatMap(definition -> DeclaredSignals.typeOf(definition, name))
                .filter(declared -> !TaskParameter.boxed(type).isAssignableFrom(TaskParameter.boxed(declared)))
                .ifPresent(declared -> {
                    throw new IllegalArgumentException("Task '" + attempt.name() + "' awaits the signal '" + name
                            + "' as a " + type.getName() + ", but declares it as a " + declared.getName()
                            + "; give both the same type");
                });
    }

    private static void checkSpan(String what, Duration span) {
        if (span.isNegative() || span.compareTo(CallTiming.LONGEST) > 0) {
            throw new IllegalArgumentException(
                    what + " must be between zero and " + CallTiming.LONGEST + ", was " + span);
        }
    }
}
