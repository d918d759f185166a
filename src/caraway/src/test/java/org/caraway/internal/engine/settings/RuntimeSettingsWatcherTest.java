package org.caraway.internal.engine.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.admin.WorkerDetail;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.model.RuntimeSettings;
import org.caraway.internal.store.worker.WorkerDirectives;
import org.caraway.internal.store.worker.WorkerRequests;
import org.junit.jupiter.api.Test;

class RuntimeSettingsWatcherTest {

    private final WorkerDirectives.Request bad =
            new WorkerDirectives.Request(UUID.randomUUID(), Set.of(WorkerDetail.STACKS));
    private final WorkerDirectives.Request good = new WorkerDirectives.Request(UUID.randomUUID(), Set.of());
    private final List<Object> answered = new ArrayList<>();

    @Test
    void aQuestionThatCannotBeAnsweredKeepsNoOtherFromIt() {
        WorkerDirectives directives = new WorkerDirectives(RuntimeSettings.NONE, WorkerOrder.WORK, List.of(bad, good));
        RuntimeSettingsWatcher watch = new RuntimeSettingsWatcher(
                "web-1",
                new EffectiveSettings(new TaskRegistry(List.of())),
                worker -> directives,
                requests(),
                new Respondent());

        watch.loop().start(loop -> {}); // it has looked once

        assertThat(answered).containsExactly(good.id());
    }

    private WorkerRequests requests() {
        return (WorkerRequests) Proxy.newProxyInstance(
                RuntimeSettingsWatcherTest.class.getClassLoader(),
                new Class<?>[] {WorkerRequests.class},
                (proxy, method, arguments) -> answered.add((UUID) arguments[1]));
    }

    /** Can tell no stacks. */
    private static final class Respondent implements RuntimeSettingsWatcher.Respondent {

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
