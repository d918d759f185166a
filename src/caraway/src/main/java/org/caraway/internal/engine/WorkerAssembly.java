package org.caraway.internal.engine;

import static java.util.stream.Collectors.toMap;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.caraway.internal.engine.attempt.AttemptFactory;
import org.caraway.internal.engine.attempt.AttemptFailures;
import org.caraway.internal.engine.attempt.AttemptRunner;
import org.caraway.internal.engine.attempt.BrokenAttempts;
import org.caraway.internal.engine.attempt.DurableStepServices;
import org.caraway.internal.engine.attempt.LeakGuard;
import org.caraway.internal.engine.attempt.MethodInvoker;
import org.caraway.internal.engine.attempt.MethodRunner;
import org.caraway.internal.engine.attempt.ParkingWaits;
import org.caraway.internal.engine.attempt.ReportWriter;
import org.caraway.internal.engine.attempt.ResultKeeper;
import org.caraway.internal.engine.attempt.TaskTransaction;
import org.caraway.internal.engine.attempt.UndeployDetector;
import org.caraway.internal.engine.claim.ClaimSettings;
import org.caraway.internal.engine.claim.Claimer;
import org.caraway.internal.engine.claim.InFlightTasks;
import org.caraway.internal.engine.claim.NodeQueues;
import org.caraway.internal.engine.claim.PrefetchQueue;
import org.caraway.internal.engine.claim.Reconciler;
import org.caraway.internal.engine.complete.CompletionWriter;
import org.caraway.internal.engine.lease.Lease;
import org.caraway.internal.engine.lease.LeaseHolder;
import org.caraway.internal.engine.lease.LeaseKeeper;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.engine.settings.EffectiveSettings;
import org.caraway.internal.engine.settings.RuntimeSettingsWatcher;
import org.caraway.internal.engine.slot.SlotRange;
import org.caraway.internal.engine.slot.SlotScale;
import org.caraway.internal.engine.slot.SlotServices;
import org.caraway.internal.engine.slot.Slots;
import org.caraway.internal.engine.slot.StartGate;
import org.caraway.internal.engine.slot.TimeLimiter;
import org.caraway.internal.engine.slot.VirtualThreads;
import org.caraway.internal.engine.upkeep.Expirer;
import org.caraway.internal.engine.upkeep.ParkedTaskWaker;
import org.caraway.internal.engine.upkeep.Pruner;
import org.caraway.internal.engine.upkeep.Rescuer;
import org.caraway.internal.engine.upkeep.Revoker;
import org.caraway.internal.engine.upkeep.UnclaimableWatch;
import org.caraway.internal.observation.CompletionNotifier;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.MaskedArguments;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.Store;

/** Puts the parts of one worker together, without starting anything. Used once, by one thread. */
final class WorkerAssembly {

    private final WorkerIdentity identity;
    private final WorkerSettings settings;
    private final WorkerServices services;
    private final UndeployDetector undeployDetector;
    private final Store store;
    private final TaskRegistry registry;
    private final PayloadCodec codec;
    private final TaskObservers observers;
    private final CompletionNotifier notifier;
    private final InFlightTasks inFlight = new InFlightTasks();
    private final Lease lease;

    /** @param undeployDetector whether the application is being undeployed */
    WorkerAssembly(
            WorkerIdentity identity,
            WorkerSettings settings,
            WorkerServices services,
            CompletionNotifier notifier,
            UndeployDetector undeployDetector) {
        this.identity = identity;
        this.settings = settings;
        this.services = services;
        this.notifier = notifier;
        this.undeployDetector = undeployDetector;
        store = services.store();
        registry = services.registry();
        codec = services.codec();
        observers = services.environment().observers();
        lease = new Lease(settings.lease());
    }

    /** @param stopOrdered called with each reading of the order to stop */
    WorkerParts assemble(Runnable stopOrdered) {
        ServedQueues queues = ServedQueues.of(
                settings.queues(),
                new NodeQueues(settings.node(), identity.id(), settings.pollInterval(), store.nodeTasks()));
        EffectiveSettings inForce = new EffectiveSettings(registry);
        Claimer claimer = claimer(queues, inForce);
        CompletionWriter completions =
                new CompletionWriter(store.completions(), services.signals(), inFlight, observers);
        ReportWriter reports =
                new ReportWriter(store.reports(), store.durableSteps(), codec, InstantSource.system(), observers);
        ResultKeeper results = new ResultKeeper(store.resultNotes(), codec.largeResults());
        SlotServices slotServices = new SlotServices(
                new AttemptFactory(
                        registry,
                        inForce,
                        reports,
                        new MaskedArguments(registry, codec),
                        services.environment().workflows(),
                        new DurableStepServices(
                                store.durableSteps(),
                                codec,
                                new TaskTransaction(services.transaction()),
                                reports::moved,
                                undeployDetector::stopRequested),
                        new ParkingWaits(registry, store.parked(), codec, settings.sleepParksFrom())),
                leakGuard(completions, reports, results),
                new BrokenAttempts(completions),
                inForce,
                store.releases(),
                inFlight,
                claimer,
                new StartGate(lease, undeployDetector));
        List<Slots> allSlots = queues.all().stream()
                .map(queue -> new Slots(queue, scaleOf(queue), executorOf(queue), slotServices))
                .toList();
        RuntimeSettingsWatcher watcher = settingsWatcher(allSlots, inForce, stopOrdered);
        UnclaimableWatch unclaimable = new UnclaimableWatch(store.unclaimable(), lease);
        LeasedWork work = new LeasedWork(queues, inForce, completions, allSlots, claimer);
        WorkerLoops loops = new WorkerLoops(
                claimer.loop(),
                List.of(
                        new TimeLimiter(allSlots, completions, observers).loop(),
                        revoker(allSlots, claimer).loop()),
                completions.loop(),
                reports.loop(),
                leaseKeeper(work).loops(),
                watcher.loop(),
                lastLoops(unclaimable, watcher, results, claimer));
        return new WorkerParts(queues, allSlots, claimer, watcher, lease, completions, unclaimable, loops);
    }

    private RuntimeSettingsWatcher settingsWatcher(
            List<Slots> allSlots, EffectiveSettings inForce, Runnable stopOrdered) {
        WorkerFacts facts = new WorkerFacts(
                identity.id(), settings.node(), allSlots, lease, InstantSource.system(), services.configuration());
        return new RuntimeSettingsWatcher(
                identity.id(),
                inForce,
                store.settings(),
                store.requests(),
                new WorkerRespondent(codec, facts, inForce, stopOrdered));
    }

    private Claimer claimer(ServedQueues queues, EffectiveSettings inForce) {
        return new Claimer(
                new ClaimSettings(identity.id(), settings.pollInterval(), settings.lowPriorityShare()),
                store.claims(),
                inForce,
                queues.byName(),
                queues.ofNode(),
                inFlight,
                new Reconciler(identity.id(), store.releases(), inFlight, notifier));
    }

    private LeakGuard leakGuard(CompletionWriter completions, ReportWriter reports, ResultKeeper results) {
        TaskTransaction transaction = new TaskTransaction(services.transaction());
        MethodRunner method = new MethodRunner(
                new MethodInvoker(codec, undeployDetector, store.workflows(), store.reads()),
                transaction,
                store.releases(),
                store.completions(),
                completions,
                results,
                inFlight);
        return new LeakGuard(
                new AttemptRunner(
                        store.releases(),
                        services.environment(),
                        method,
                        completions,
                        reports,
                        inFlight,
                        new AttemptFailures(store.availability(), store.workers())),
                transaction);
    }

    private SlotScale scaleOf(PrefetchQueue queue) {
        SlotRange range = settings.queues().getOrDefault(queue.queue(), SlotRange.of(queue.slots()));
        return new SlotScale(range, settings.slotsKeepalive());
    }

    private Executor executorOf(PrefetchQueue queue) {
        boolean virtual = VirtualThreads.available() && settings.virtual().contains(queue.queue());
        return virtual ? services.virtualThreads() : services.executor();
    }

    private Revoker revoker(List<Slots> allSlots, Claimer claimer) {
        return new Revoker(identity.id(), store.revoked(), store.releases(), allSlots, inFlight, claimer, notifier);
    }

    private LeaseKeeper leaseKeeper(LeaseHolder holder) {
        return new LeaseKeeper(identity.id(), identity.host(), registry.signatures(), store.workers(), lease, holder);
    }

    private List<Loop> lastLoops(
            UnclaimableWatch unclaimable,
            RuntimeSettingsWatcher settingsWatcher,
            ResultKeeper results,
            Claimer claimer) {
        Rescuer rescuer =
                new Rescuer(identity.id(), store.rescues(), lease, maxDeliveries(), claimer, observers, notifier);
        return Stream.of(
                        List.of(
                                rescuer.loop(),
                                unclaimable.loop(),
                                settingsWatcher.loop(),
                                new Expirer(store.expiries(), notifier).loop(),
                                new ParkedTaskWaker(store.parked(), services.signals()).loop()),
                        results.loops(),
                        List.of(
                                claimer.lateTaskLoop(),
                                new Pruner(store.retention(), store.partitions(), settings.retention()).loop()))
                .flatMap(List::stream)
                .toList();
    }

    private Map<String, Integer> maxDeliveries() {
        return registry.names().stream()
                .collect(toMap(
                        name -> name,
                        name -> registry.find(name).orElseThrow().settings().maxDeliveries()));
    }
}
