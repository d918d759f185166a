package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.caraway.CarawayException;
import org.caraway.Sensitive;
import org.caraway.Task;
import org.caraway.TaskCall;
import org.caraway.TaskView;
import org.caraway.internal.engine.attempt.AttemptEnvironment;
import org.caraway.internal.engine.inline.InlineRunner;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.payload.TestFormats;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.registry.Routes;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.registry.TestDefinitions;
import org.caraway.internal.store.model.NewTask;
import org.junit.jupiter.api.Test;

/** Calls of tasks whose payloads are in a format. */
class FormattedCallTest {

    private static final TaskCall<String> ADMIT = TaskCall.of("Ward.admit", List.of("Ann"));

    private final TaskRegistry registry = TestDefinitions.registryOf(Ward.class);

    static class Ward {
        @Task(format = "vault")
        String admit(@Sensitive String name) {
            return name;
        }
    }

    private static PayloadCodec vault() {
        return PayloadCodec.create().with(TestFormats.VAULT);
    }

    private NewTaskFactory newTasks(PayloadCodec codec, int capBytes) {
        return new NewTaskFactory(
                registry, new Routing(Routes.NONE, List.of(), UnknownQueues.ACCEPTED), codec, capBytes);
    }

    private NewTask taskOf(TaskCall<?> call) {
        return newTasks(vault(), 1_000).of(call, CallerContext.NONE);
    }

    @Test
    void argumentsAreWrittenInIt() {
        assertThat(taskOf(ADMIT).arguments()).isEqualTo(TestFormats.sealed("[\"Ann\"]"));
    }

    @Test
    void theLimitCountsWhatStandsInTheRow() {
        NewTaskFactory narrow = newTasks(vault(), "[\"Ann\"]".length());

        assertThatThrownBy(() -> narrow.of(ADMIT, CallerContext.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("are 49 bytes of JSON, more than 7");
    }

    @Test
    void aFormatThatFailsKeepsTheCallFromBeingEnqueued() {
        NewTaskFactory without = newTasks(PayloadCodec.create(), 1_000);

        assertThatThrownBy(() -> without.of(ADMIT, CallerContext.NONE))
                .isInstanceOf(CarawayException.class)
                .hasMessageStartingWith("Task 'Ward.admit' was not enqueued: The format 'vault' of the arguments is not"
                        + " known to this application");
    }

    @Test
    void anInlineRunGoesThroughItToo() {
        TaskDefinition definition = registry.find("Ward.admit").orElseThrow();
        InlineRunner runner = new InlineRunner(
                registry,
                vault(),
                new AttemptEnvironment(() -> () -> {}, ContextPropagation.NONE, TaskObservers.NONE),
                new NoTransactions());
        TaskDefinition echo = new TaskDefinition(
                definition.name(),
                definition.beanClass(),
                definition.method(),
                definition.parameters(),
                definition.resultType(),
                definition.settings(),
                false,
                arguments -> arguments[0]);

        TaskView view = runner.run(taskOf(ADMIT), echo).view();

        assertThat(view.result()).isEqualTo(TestFormats.sealed("\"Ann\""));
        assertThat(new TaskOutcomeReader<String>(vault(), String.class).resultOf(view))
                .isEqualTo("Ann");
        assertThatThrownBy(() -> new TaskOutcomeReader<String>(PayloadCodec.create(), String.class).resultOf(view))
                .isInstanceOf(CarawayException.class)
                .hasMessageStartingWith("The result of task " + view.id() + " (Ward.admit) cannot be read as"
                        + " java.lang.String: The format 'vault' of the result is not known to this application");
    }

    @Test
    void editedArgumentsAreWrittenInIt() {
        NewArgumentsCheck check = new NewArgumentsCheck(registry, vault(), new ArgumentsCap(1_000));

        assertThat(check.checked(enqueued(), "[\"Bob\"]").json()).isEqualTo(TestFormats.sealed("[\"Bob\"]"));
    }

    @Test
    void argumentsThatWereTakenFromTheRowAreNotWrittenInItTwice() {
        NewArgumentsCheck check = new NewArgumentsCheck(registry, vault(), new ArgumentsCap(1_000));
        String row = TestFormats.sealed("[\"Ann\"]");

        assertThat(check.checked(enqueued(), row).json()).isEqualTo(row);
        assertThatThrownBy(() -> check.checked(enqueued(), TestFormats.sealed("[1,2]")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Task 'Ward.admit' was not retried: The task takes 1 arguments [name]");
    }

    @Test
    void plainArgumentsDoNotTakeThePlaceOfFormattedOnesWhereNobodyKnowsTheTask() {
        NewArgumentsCheck stranger =
                new NewArgumentsCheck(new TaskRegistry(List.of()), vault(), new ArgumentsCap(1_000));
        String row = TestFormats.sealed("[\"Bob\"]");

        assertThatThrownBy(() -> stranger.checked(enqueued(), "[\"Bob\"]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Task 'Ward.admit' was not retried: its arguments are in a format, and new ones would stand"
                        + " in the row as plain text, because this node does not have its definition; retry on a node"
                        + " that has the definition");
        assertThat(stranger.checked(enqueued(), row).json()).isEqualTo(row);
    }

    private TaskView enqueued() {
        MemoryTaskStore store = new MemoryTaskStore();
        NewTask task = taskOf(ADMIT);
        store.insert(List.of(task));
        return store.find(task.id()).orElseThrow();
    }
}
