package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.caraway.TaskContext;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.internal.store.model.NewTask;
import org.caraway.spi.ContextPropagator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContextInAttemptTest {

    private final Bench bench = new Bench();
    private final Queue<String> journal = new ConcurrentLinkedQueue<>();

    /** Enters what was captured, if it exists. */
    private final class Tenant implements ContextPropagator {

        @Override
        public String name() {
            return "tenant";
        }

        @Override
        public Optional<String> capture() {
            return Optional.empty();
        }

        @Override
        public Restored restore(String captured, int version) {
            if (captured.equals("gone")) {
                throw new IllegalStateException("no such tenant");
            }
            journal.add("enter " + captured);
            return () -> journal.add("leave " + captured);
        }
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void theContextSurroundsTheMethod() {
        bench.propagation(new Tenant());
        bench.define("Mail.send", arguments -> journal.add("method"));
        bench.start();

        TaskView task = run("alice", "{\"tenant\":\"north\"}");

        assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(task.createdBy()).isEqualTo("alice");
        assertThat(journal).containsExactly("enter north", "method", "leave north");
    }

    @Test
    void theContextOfAFailedAttemptIsLeftToo() {
        bench.propagation(new Tenant());
        bench.define("Mail.send", arguments -> {
            throw new IllegalStateException("no");
        });
        bench.start();

        run(null, "{\"tenant\":\"north\"}");

        assertThat(journal).containsExactly("enter north", "leave north");
    }

    @Test
    void aContextThatCannotBeRestoredFailsTheTaskWithoutCallingTheMethod() {
        bench.propagation(new Tenant());
        bench.define("Mail.send", arguments -> journal.add("method"));
        bench.start();

        TaskView task = run(null, "{\"tenant\":\"gone\"}");

        assertThat(task.state()).isEqualTo(TaskState.FAILURE);
        assertThat(task.error()).isNotNull();
        assertThat(task.error().message())
                .isEqualTo("The method was not called: the context propagator 'tenant' could not restore what was"
                        + " captured with version 1: no such tenant");
        assertThat(journal).isEmpty();
    }

    @Test
    void theTaskIsToldCallerLocaleAndTrace() {
        bench.define("Mail.send", arguments -> {
            TaskContext context = CurrentTask.find().orElseThrow();
            return journal.add(
                    context.caller() + " " + context.locale().map(Locale::getCountry) + " " + context.traceParent());
        });
        bench.start();

        run("alice", "{\"locale\":\"de-AT\",\"traceparent\":\"00-1-2-01\"}");
        run(null, null);

        assertThat(journal)
                .containsExactly(
                        "Optional[alice] Optional[AT] Optional[00-1-2-01]",
                        "Optional.empty Optional.empty Optional.empty");
    }

    @Test
    void theTaskIsToldItsArgumentsWithoutWhatIsSensitive() {
        List<TaskParameter> parameters =
                List.of(new TaskParameter("user", String.class), new TaskParameter("password", String.class, true));
        bench.define("Login.check", arguments -> journal.add(arguments[1] + " " + told().arguments()), parameters);
        bench.start();

        bench.runToEnd("Login.check", "[\"ann\",\"pass\"]");
        bench.runToEnd("Login.check", "{\"password\":\"word\",\"user\":\"bob\"}");

        assertThat(journal)
                .containsExactly(
                        "pass Optional[[\"ann\",\"***\"]]", "word Optional[{\"password\":\"***\",\"user\":\"bob\"}]");
    }

    @Test
    void theTaskIsToldItsWorkerAndThatItIsNotInline() {
        bench.define("Mail.send", arguments -> journal.add(told().worker() + " " + told().inline()));
        bench.start();

        TaskView task = run(null, null);

        assertThat(journal).containsExactly("Optional[" + task.workerId() + "] false");
    }

    @Test
    void theTaskIsToldThatItIsRedelivered() {
        bench.define("Mail.send", arguments -> journal.add(told().deliveries() + " " + told().redelivered()));
        UUID lost = bench.enqueue("Mail.send", "[]");
        bench.execute("UPDATE caraway_active SET deliveries = 2");
        bench.start();
        bench.awaitEnd(lost);

        run(null, null);

        assertThat(journal).containsExactly("2 true", "0 false");
    }

    @Test
    void theTaskIsToldWhetherItsResultIsDropped() {
        bench.define("Mail.send", arguments -> journal.add("" + told().ignoresResult()));
        bench.start();
        UUID ignoring = UUID.randomUUID();
        bench.enqueue(NewTask.of(ignoring, "Mail.send")
                .options(Map.of("ignore-result", "true"))
                .build());
        bench.awaitEnd(ignoring);

        run(null, null);

        assertThat(journal).containsExactly("true", "false");
    }

    private static TaskContext told() {
        return CurrentTask.find().orElseThrow();
    }

    private TaskView run(@Nullable String createdBy, @Nullable String context) {
        UUID id = UUID.randomUUID();
        bench.enqueue(NewTask.of(id, "Mail.send")
                .createdBy(createdBy)
                .context(context)
                .build());
        return bench.awaitEnd(id);
    }
}
