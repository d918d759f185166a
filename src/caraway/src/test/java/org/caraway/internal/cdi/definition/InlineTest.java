package org.caraway.internal.cdi.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.caraway.Propagated;
import org.caraway.Sensitive;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.TaskEvent;
import org.caraway.TaskScoped;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.cdi.runtime.Deployment;
import org.caraway.internal.engine.attempt.AttemptEnvironment;
import org.caraway.internal.engine.inline.InlineRunner;
import org.caraway.internal.lifecycle.InlineRun;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.store.model.NewTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks on their caller's thread, in a container. */
class InlineTest {

    private final Application application =
            Application.with(Tasks.class, Desk.class, Draft.class, Diary.class).deploy();
    private final InlineRunner runner;

    /** The caller's. */
    @Propagated
    @RequestScoped
    public static class Desk {
        private String user = "nobody";

        public String getUser() {
            return user;
        }

        public void setUser(String value) {
            user = value;
        }
    }

    @TaskScoped
    static class Draft {
        private int lines;

        int add() {
            lines++;
            return lines;
        }
    }

    @ApplicationScoped
    static class Tasks {
        @Inject
        TaskContext task;

        @Inject
        Desk desk;

        @Inject
        Draft draft;

        @Task
        public String write(String text) {
            desk.setUser(desk.getUser() + "!");
            return text + " by " + desk.getUser() + " line " + draft.add() + " of " + task.name();
        }

        @Task
        public String plain(String text) {
            return text + "?";
        }

        @Task
        public String shown(String user, @Sensitive String password) {
            return task.arguments().orElseThrow() + " " + task.inline();
        }

        @Task
        public String nameOfTask() {
            return task.name();
        }
    }

    @ApplicationScoped
    static class Diary {
        private final List<String> lines = new ArrayList<>();

        @Inject
        Desk desk;

        void note(@Observes TaskEvent event) {
            lines.add(event.getClass().getSimpleName() + " " + event.task().workerId() + " " + desk.getUser() + " "
                    + CurrentTask.find().map(TaskContext::name).orElse("outside"));
        }

        List<String> lines() {
            return lines;
        }
    }

    InlineTest() {
        Deployment deployment = application.deployment();
        ContextPropagation propagation = deployment.propagation().get();
        TaskObservers observers = deployment.observers().observers(propagation, Runnable::run);
        runner = new InlineRunner(
                deployment.registry(),
                PayloadCodec.create(),
                new AttemptEnvironment(deployment.attempts(), propagation, observers),
                noTransactions());
    }

    private static UserTransaction noTransactions() {
        return (UserTransaction) Proxy.newProxyInstance(
                UserTransaction.class.getClassLoader(),
                new Class<?>[] {UserTransaction.class},
                (proxy, method, arguments) -> Status.STATUS_NO_TRANSACTION);
    }

    @AfterEach
    void undeploy() {
        application.close();
    }

    /** One named "outer". */
    private static TaskContext outerTask() {
        return (TaskContext) Proxy.newProxyInstance(
                TaskContext.class.getClassLoader(),
                new Class<?>[] {TaskContext.class},
                (proxy, method, arguments) -> "outer");
    }

    private InlineRun run(String name, String arguments) {
        NewTask task = NewTask.of(UUID.randomUUID(), name)
                .arguments(arguments)
                .context("{\"" + Desk.class.getName() + "\":\"{\\\"user\\\":\\\"stored\\\"}\"}")
                .build();
        return runner.run(task, application.definition(name));
    }

    @Test
    void withinARequestTheTaskSeesTheCallersBeansAndHasATaskScopeOfItsOwn() {
        RequestContextController request = application.bean(RequestContextController.class);
        request.activate();
        try {
            Desk desk = application.bean(Desk.class);
            desk.setUser("ann");

            InlineRun first = run("Tasks.write", "[\"a\"]");
            InlineRun second = run("Tasks.write", "[\"b\"]");

            assertThat(first.view().result()).isEqualTo("\"a by ann! line 1 of Tasks.write\"");
            assertThat(second.view().result()).isEqualTo("\"b by ann!! line 1 of Tasks.write\"");
            assertThat(desk.getUser()).isEqualTo("ann!!");
        } finally {
            request.deactivate();
        }
    }

    @Test
    void withoutARequestItHasOneOfItsOwn() {
        assertThat(run("Tasks.write", "[\"a\"]").view().result()).isEqualTo("\"a by nobody! line 1 of Tasks.write\"");
    }

    @Test
    void itsSensitiveArgumentsAreNotShownToIt() {
        assertThat(run("Tasks.shown", "[\"ann\",\"pass\"]").view().result())
                .isEqualTo("\"[\\\"ann\\\",\\\"***\\\"] true\"");
    }

    @Test
    void observersHearOfItInTheCallersContext() {
        RequestContextController request = application.bean(RequestContextController.class);
        request.activate();
        try {
            application.bean(Desk.class).setUser("ann");

            CurrentTask.inside(outerTask(), CallerContext.NONE, () -> run("Tasks.plain", "[\"a\"]"));
        } finally {
            request.deactivate();
        }

        assertThat(application.bean(Diary.class).lines())
                .containsExactly("Started null ann Tasks.plain", "Succeeded null ann outer");
    }

    @Test
    void aPlainCallOfTheMethodIsNoTask() {
        Tasks tasks = application.bean(Tasks.class);

        assertThat(tasks.plain("a")).isEqualTo("a?");
        assertThatThrownBy(tasks::nameOfTask).isInstanceOf(IllegalStateException.class);
        assertThat(application.bean(Diary.class).lines()).isEmpty();
    }

    @Test
    void aPlainCallInsideOfATaskBelongsToThat() {
        String name = CurrentTask.inside(outerTask(), CallerContext.NONE, () -> application
                .bean(Tasks.class)
                .nameOfTask());

        assertThat(name).isEqualTo("outer");
    }
}
