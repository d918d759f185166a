package org.caraway.internal.client;

import java.lang.reflect.Type;
import java.util.Optional;
import java.util.UUID;
import org.caraway.CarawayException;
import org.caraway.NoSuchTaskException;
import org.caraway.SignalOutcome;
import org.caraway.internal.lifecycle.Parking;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.registry.DeclaredSignals;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.park.ParkedTask;
import org.caraway.internal.store.park.ParkedTasks;
import org.caraway.internal.store.park.SentSignal;

/** Sends signals to tasks, in the caller's transaction, and wakes workers after its commit. Thread-safe. */
final class SignalSender {

    private static final int CALLER_CAP = 200; // the column; a longer name is not worth a refused signal

    private final TaskRegistry registry;
    private final PayloadCodec codec;
    private final ArgumentsCap cap;
    private final ParkedTasks parked;
    private final EnqueueServices services;

    SignalSender(
            TaskRegistry registry, PayloadCodec codec, ArgumentsCap cap, ParkedTasks parked, EnqueueServices services) {
        this.registry = registry;
        this.codec = codec;
        this.cap = cap;
        this.parked = parked;
        this.services = services;
    }

    SignalOutcome send(UUID task, String name, Object value) {
        Parking.checkedName("signal", name);
        Optional<TaskDefinition> definition = definitionOf(task);
        Class<?> declared =
                definition.flatMap(known -> DeclaredSignals.typeOf(known, name)).orElse(null);
        if (declared != null && !TaskParameter.boxed(declared).isInstance(value)) {
            throw new IllegalArgumentException("The signal '" + name + "' of task " + task + " is a "
                    + declared.getName() + ", not a " + value.getClass().getName() + "; send a value of that type");
        }
        Type type = declared == null ? value.getClass() : declared;
        return sendJson(task, name, codec.encode(value, type), definition);
    }

    SignalOutcome sendJson(UUID task, String name, String json) {
        Parking.checkedName("signal", name);
        Optional<TaskDefinition> definition = definitionOf(task);
        Type type = definition
                .<Type>flatMap(known -> DeclaredSignals.typeOf(known, name))
                .orElse(Object.class);
        Object value;
        try {
            value = codec.decode(json, type);
        } catch (CarawayException unreadable) {
            throw new IllegalArgumentException(
                    "The value of the signal '" + name + "' is no " + type.getTypeName() + ": "
                            + unreadable.getMessage(),
                    unreadable);
        }
        if (value == null) {
            throw new IllegalArgumentException(
                    "The signal '" + name + "' has no value; send one other than null, such as true");
        }
        return sendJson(task, name, json, definition);
    }

    SignalOutcome sendToHolder(String uniqueKey, String name, Object value) {
        UUID task = parked.holderOf(uniqueKey)
                .orElseThrow(() -> new NoSuchTaskException("No task holds the unique key '" + uniqueKey
                        + "'; the task has finished, or its key is held only until it begins. Signal it by its id"));
        return send(task, name, value);
    }

    private SignalOutcome sendJson(UUID task, String name, String json, Optional<TaskDefinition> definition) {
        cap.check("The value of the signal '" + name + "' is ", json, "store the data and send its id");
        String format = definition.map(known -> known.settings().format()).orElse("");
        ContextPropagation propagation = services.propagation();
        SentSignal sent = parked.send(
                task,
                name,
                codec.formatted(format, json, "the signal"),
                propagation
                        .caller()
                        .filter(caller -> caller.length() <= CALLER_CAP)
                        .orElse(null));
        ParkedTask woken = sent.woken();
        if (woken != null) {
            services.afterCommit().run(DueSignal.now(services.signals(), woken.queue(), woken.id(), woken.name()));
        }
        return sent.outcome();
    }

    private Optional<TaskDefinition> definitionOf(UUID task) {
        return parked.nameOf(task).flatMap(registry::find);
    }
}
