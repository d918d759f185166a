package org.caraway.internal.client;

import static java.lang.System.Logger.Level.WARNING;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.caraway.CallOptions;
import org.caraway.CarawayException;
import org.caraway.admin.WorkerDetail;
import org.caraway.admin.WorkerOrder;
import org.caraway.admin.WorkerResponse;
import org.caraway.admin.WorkerResponses;
import org.caraway.admin.WorkerSelection;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.internal.store.worker.RequestedWorker;
import org.caraway.internal.store.worker.WorkerRequests;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests and orders to workers, and waits for their responses. Thread-safe.
 *
 * <p>Requests and responses are rows of a table. The signal of the worker's own queue, which reaches every node, wakes
 * the worker; without the signal the worker reads its requests within a second. Responses are polled for, because only
 * people and pages wait for them.
 */
public final class WorkerInspection {

    private static final System.Logger LOG = System.getLogger(WorkerInspection.class.getName());
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration MARGIN = Duration.ofSeconds(5);
    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(10).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(200).toNanos();

    private final WorkerRequests requests;
    private final QueueSignals signals;
    private final PayloadCodec codec;

    /** Over this store. */
    public WorkerInspection(WorkerRequests requests, QueueSignals signals, PayloadCodec codec) {
        this.requests = requests;
        this.signals = signals;
        this.codec = codec;
    }

    /**
     * If the database fails while this waits, the rows of the question stay until they are pruned. An interrupted
     * thread asks, too, and does not wait; no statement is sent while it is marked as interrupted, which connection
     * pools refuse and some databases take for the end of their files.
     */
    WorkerResponses ask(WorkerSelection workers, Duration timeout, Set<WorkerDetail> details) {
        requireNonNull(workers, "workers");
        long end = System.nanoTime() + checked(timeout).toNanos();
        UUID question = UUID.randomUUID();
        boolean interrupted = Thread.interrupted();
        try {
            List<RequestedWorker> asked = requests.ask(question, workers, details, timeout.plus(MARGIN));
            wake(asked.stream().map(RequestedWorker::id));
            interrupted |= Thread.interrupted();
            if (!interrupted) {
                interrupted = awaitLiving(question, asked, end);
            }
            return answers(workers, asked, asked.isEmpty() ? Map.of() : requests.takeAnswers(question));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Duration checked(Duration timeout) {
        requireNonNull(timeout, "timeout");
        if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "Answers cannot be waited for during " + timeout + "; give more than zero, at most " + LONGEST);
        }
        return timeout;
    }

    private void wake(Stream<String> workerIds) {
        workerIds.forEach(id -> signals.due(CallOptions.queueOfWorker(id), Duration.ZERO));
    }

    /** Returns whether an interrupt ended the waiting; what has come by then is the answer. */
    private boolean awaitLiving(UUID question, List<RequestedWorker> asked, long endNanos) {
        Set<String> living = asked.stream()
                .filter(RequestedWorker::alive)
                .map(RequestedWorker::id)
                .collect(Collectors.toSet());
        long pause = FIRST_PAUSE_NANOS;
        long left = endNanos - System.nanoTime();
        boolean interrupted = false;
        while (left > 0
                && !living.isEmpty()
                && !interrupted
                && !requests.answered(question).containsAll(living)) {
            LockSupport.parkNanos(Math.min(pause, left));
            pause = Math.min(pause * 2, LONGEST_PAUSE_NANOS);
            left = endNanos - System.nanoTime();
            interrupted = Thread.interrupted();
        }
        return interrupted || Thread.interrupted();
    }

    private WorkerResponses answers(WorkerSelection workers, List<RequestedWorker> asked, Map<String, String> texts) {
        List<WorkerResponse> answers = new ArrayList<>();
        List<WorkerResponses.Silent> silent = new ArrayList<>();
        for (RequestedWorker worker : asked) {
            Optional<WorkerResponse> answer = read(worker.id(), texts.get(worker.id()));
            answer.ifPresentOrElse(
                    answers::add,
                    () -> silent.add(
                            new WorkerResponses.Silent(worker.id(), worker.host(), worker.seenAt(), worker.alive())));
        }
        Set<String> unknown = new TreeSet<>(workers.ids());
        unknown.addAll(workers.nodes());
        asked.forEach(worker -> unknown.removeIf(name -> name.equals(worker.id()) || name.equals(worker.node())));
        return new WorkerResponses(answers, silent, unknown);
    }

    /**
     * A node with another version of Caraway may say what this one cannot read; that must not hide what the others say.
     */
    private Optional<WorkerResponse> read(String workerId, @Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable((WorkerResponse) codec.decode(text, WorkerResponse.class));
        } catch (CarawayException unreadable) {
            LOG.log(
                    WARNING,
                    () -> "The answer of worker " + workerId
                            + " cannot be read; does it run the same version of Caraway?",
                    unreadable);
            return Optional.empty();
        }
    }

    List<String> order(WorkerSelection workers, WorkerOrder order, AuditNote note) {
        List<String> told = requests.order(workers, order, note);
        wake(told.stream());
        return told;
    }
}
