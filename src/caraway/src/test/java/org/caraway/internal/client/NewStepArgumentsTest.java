package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.caraway.Task;
import org.caraway.TaskView;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.registry.TestDefinitions;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.StepPlace;
import org.junit.jupiter.api.Test;

/** Other arguments for a step whose first argument is the result of the step before it. */
class NewStepArgumentsTest {

    private final TaskRegistry registry = TestDefinitions.registryOf(Ward.class);
    private final NewArgumentsCheck check =
            new NewArgumentsCheck(registry, PayloadCodec.create(), new ArgumentsCap(1_000));

    static class Ward {
        @Task
        String admit(String name, int bed, String note) {
            return name + bed + note;
        }
    }

    private static TaskView step() {
        UUID before = UUID.randomUUID();
        MemoryTaskStore store = new MemoryTaskStore();
        NewTask task = NewTask.of(UUID.randomUUID(), "Ward.admit")
                .arguments("[4,\"quiet\"]")
                .step(new StepPlace(
                        UUID.randomUUID(),
                        null,
                        null,
                        null,
                        new StepPlace.After(before, StepPlace.When.SUCCESS),
                        new StepPlace.Input(before, StepPlace.Mode.VALUE),
                        true,
                        0))
                .build();
        store.insert(List.of(task));
        return store.find(task.id()).orElseThrow();
    }

    @Test
    void onlyTheGivenOnesAreChecked() {
        assertThat(check.checked(step(), "[5,\"loud\"]").json()).isEqualTo("[5,\"loud\"]");
    }

    @Test
    void theResultCannotBeGiven() {
        assertThatThrownBy(() -> check.checked(step(), "[\"Ann\",5,\"loud\"]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The task takes 2 arguments [bed, note]");
    }

    @Test
    void theirTypesAreChecked() {
        assertThatThrownBy(() -> check.checked(step(), "[\"five\",\"loud\"]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bed");
    }
}
