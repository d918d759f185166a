package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.admin.WorkerDetail;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.Controls;
import org.caraway.internal.store.TaskStore;
import org.caraway.internal.store.WorkerLook;
import org.junit.jupiter.api.Test;

class ControlWatchTest {

    private final WorkerLook.Question bad = new WorkerLook.Question(UUID.randomUUID(), Set.of(WorkerDetail.STACKS));
    private final WorkerLook.Question good = new WorkerLook.Question(UUID.randomUUID(), Set.of());
    private final List<Object> answered = new ArrayList<>();

    @Test
    void aQuestionThatCannotBeAnsweredKeepsNoOtherFromIt() {
        ControlWatch watch = new ControlWatch("web-1", new TaskRegistry(List.of()), store(), new Respondent());

        watch.start(loop -> {}); // it has looked once

        assertThat(answered).containsExactly(good.id());
    }

    private TaskStore store() {
        WorkerLook look = new WorkerLook(Controls.NONE, WorkerOrder.WORK, List.of(bad, good));
        return (TaskStore) Proxy.newProxyInstance(
                ControlWatchTest.class.getClassLoader(),
                new Class<?>[] {TaskStore.class},
                (proxy, method, arguments) -> method.getName().equals("controls") ? look : answered.add(arguments[1]));
    }

    /** Can tell no stacks. */
    private static final class Respondent implements ControlWatch.Respondent {

        @Override
        public String answer(Set<WorkerDetail> details) {
            if (details.contains(WorkerDetail.STACKS)) {
                throw new IllegalStateException("no stacks");
            }
            return "{}";
        }

        @Override
        public void stopOrdered() {
            throw new AssertionError("was not ordered");
        }
    }
}
