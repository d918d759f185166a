package org.caraway.internal.propagation;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.concurrent.spi.ThreadContextProvider;
import jakarta.enterprise.concurrent.spi.ThreadContextRestorer;
import jakarta.enterprise.concurrent.spi.ThreadContextSnapshot;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.ServiceLoader;
import org.caraway.TaskContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskThreadContextTest {

    private static final CallerContext CALLER = new CallerContext("alice", null);

    private final ThreadContextProvider provider = new TaskThreadContext();
    private final TaskContext task = task();
    private final TaskContext other = task();

    @AfterEach
    void leave() {
        CurrentTask.leave();
    }

    @Test
    void theServerFindsItAsAService() {
        assertThat(ServiceLoader.load(ThreadContextProvider.class))
                .hasOnlyElementsOfType(TaskThreadContext.class)
                .hasSize(1);
        assertThat(provider.getThreadContextType()).isEqualTo("Caraway.Task");
    }

    @Test
    void theTaskIsThereFromBeginToEndWithWhatCameWithIt() {
        CurrentTask.enter(task, CALLER);
        ThreadContextSnapshot snapshot = provider.currentContext(Map.of());
        CurrentTask.leave();

        ThreadContextRestorer restorer = snapshot.begin();

        assertThat(CurrentTask.find()).contains(task);
        assertThat(CurrentTask.callerContext()).contains(CALLER);
        restorer.endContext();
        assertThat(CurrentTask.find()).isEmpty();
    }

    @Test
    void theTaskThatTheThreadHadComesBack() {
        CurrentTask.enter(task, CALLER);
        ThreadContextSnapshot snapshot = provider.currentContext(Map.of());
        CurrentTask.enter(other, CallerContext.NONE);

        snapshot.begin().endContext();

        assertThat(CurrentTask.find()).contains(other);
    }

    @Test
    void aSnapshotOutsideOfTasksHidesTheThreadsTask() {
        ThreadContextSnapshot snapshot = provider.currentContext(Map.of());
        CurrentTask.enter(task, CALLER);

        ThreadContextRestorer restorer = snapshot.begin();

        assertThat(CurrentTask.find()).isEmpty();
        restorer.endContext();
        assertThat(CurrentTask.find()).contains(task);
    }

    @Test
    void theClearedContextIsNone() {
        CurrentTask.enter(task, CALLER);

        ThreadContextRestorer restorer = provider.clearedContext(Map.of()).begin();

        assertThat(CurrentTask.find()).isEmpty();
        restorer.endContext();
        assertThat(CurrentTask.find()).contains(task);
    }

    private static TaskContext task() {
        return (TaskContext) Proxy.newProxyInstance(
                TaskThreadContextTest.class.getClassLoader(),
                new Class<?>[] {TaskContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "equals" -> arguments != null && proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "a task";
                });
    }
}
