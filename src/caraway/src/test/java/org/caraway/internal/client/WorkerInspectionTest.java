package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.caraway.admin.WorkerResponses;
import org.caraway.admin.WorkerSelection;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.internal.store.worker.RequestedWorker;
import org.caraway.internal.store.worker.WorkerRequests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerInspectionTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final List<String> calls = new ArrayList<>();
    private String interruptedIn = "";

    /**
     * One worker that lives and says nothing. Notes what is called, and whether the thread is marked as interrupted
     * then.
     */
    private final WorkerRequests requests = (WorkerRequests) Proxy.newProxyInstance(
            WorkerInspectionTest.class.getClassLoader(),
            new Class<?>[] {WorkerRequests.class},
            (proxy, method, arguments) -> {
                Thread thread = Thread.currentThread();
                calls.add(method.getName() + (thread.isInterrupted() ? " interrupted" : ""));
                if (method.getName().equals(interruptedIn)) {
                    thread.interrupt();
                }
                return switch (method.getName()) {
                    case "ask" -> List.of(new RequestedWorker("web-1", "host", null, Instant.EPOCH, true));
                    case "answered" -> Set.of();
                    default -> Map.of();
                };
            });

    private final WorkerInspection inquiry = new WorkerInspection(requests, new QueueSignals(), PayloadCodec.create());

    @AfterEach
    void forgetTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void anInterruptedThreadAsksWithoutWaitingAndStaysInterrupted() {
        Thread.currentThread().interrupt();

        WorkerResponses answers = inquiry.ask(WorkerSelection.all(), LONG, Set.of());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(calls).containsExactly("ask", "takeAnswers");
        assertThat(answers.silent()).hasSize(1);
    }

    @Test
    void anInterruptDuringTheWaitingReachesNoFurtherStatement() {
        interruptedIn = "answered";

        inquiry.ask(WorkerSelection.all(), LONG, Set.of());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(calls).containsExactly("ask", "answered", "takeAnswers");
    }

    @Test
    void anInterruptDuringTheLastStatementIsKept() {
        Thread.currentThread().interrupt();
        interruptedIn = "takeAnswers";

        inquiry.ask(WorkerSelection.all(), LONG, Set.of());

        assertThat(Thread.interrupted()).isTrue();
    }
}
