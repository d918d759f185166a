package org.caraway.internal.cdi.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.caraway.ObservesTask;
import org.caraway.Periodic;
import org.caraway.QueueUnavailableException;
import org.caraway.Task;
import org.caraway.TaskCall;
import org.caraway.TaskEvent;
import org.caraway.TaskQueue;
import org.caraway.internal.cdi.Application;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DurableObserversTest {

    private static final String HERE = DurableObserversTest.class.getName();

    @Qualifier
    @Retention(RetentionPolicy.RUNTIME)
    @interface Urgent {}

    private static final class UrgentLiteral extends AnnotationLiteral<Urgent> implements Urgent {
        private static final long serialVersionUID = 1;
    }

    public record Placed(long order) {}

    @ApplicationScoped
    static class Mails {

        @Task(queue = "mails", maxRetries = 7)
        public String confirm(@ObservesTask Placed event) {
            return "confirmed " + event.order();
        }

        public void hurry(@ObservesTask @Urgent Placed event) {}
    }

    /** Notes calls instead of storing them. */
    private final List<TaskCall<?>> enqueued = new CopyOnWriteArrayList<>();

    private final TaskQueue tasks = (TaskQueue) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {TaskQueue.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("call")) {
                    return TaskCall.of((String) arguments[0], Arrays.asList((@Nullable Object[]) arguments[1]));
                }
                enqueued.add((TaskCall<?>) arguments[0]);
                return null;
            });

    private List<String> calls() {
        return enqueued.stream()
                .map(call -> call.name() + call.arguments())
                .sorted()
                .toList();
    }

    @Test
    void anEventIsOneTaskForEachObserverWithItsQualifiers() {
        try (Application application =
                Application.with(Mails.class).enqueueingTo(tasks).deploy()) {
            application.container().event().select(Placed.class).fire(new Placed(1));
            assertThat(calls()).containsExactly("Mails.confirm[Placed[order=1]]");

            application
                    .container()
                    .event()
                    .select(Placed.class, new UrgentLiteral())
                    .fire(new Placed(2));
            assertThat(calls())
                    .containsExactly(
                            "Mails.confirm[Placed[order=1]]",
                            "Mails.confirm[Placed[order=2]]",
                            "Mails.hurry[Placed[order=2]]");
        }
    }

    @Test
    void anAsynchronousEventIsATaskToo() throws Exception {
        try (Application application =
                Application.with(Mails.class).enqueueingTo(tasks).deploy()) {
            application
                    .container()
                    .event()
                    .select(Placed.class)
                    .fireAsync(new Placed(1))
                    .toCompletableFuture()
                    .get(1, TimeUnit.MINUTES);

            assertThat(calls()).containsExactly("Mails.confirm[Placed[order=1]]");
        }
    }

    @Test
    void theOptionsAreThoseOfTheTaskAnnotationOrItsDefaults() {
        try (Application application =
                Application.with(Mails.class).enqueueingTo(tasks).deploy()) {
            assertThat(application.definition("Mails.confirm").settings().queue())
                    .isEqualTo("mails");
            assertThat(application
                            .definition("Mails.confirm")
                            .settings()
                            .retries()
                            .maxRetries())
                    .isEqualTo(7);
            assertThat(application.definition("Mails.hurry").settings().queue()).isEqualTo("default");
            assertThat(application
                            .definition("Mails.hurry")
                            .settings()
                            .retries()
                            .maxRetries())
                    .isEqualTo(3);
        }
    }

    @Test
    void theMethodIsATaskThatRuns() throws Throwable {
        try (Application application =
                Application.with(Mails.class).enqueueingTo(tasks).deploy()) {
            assertThat(application.definition("Mails.confirm").invoker().invoke(new Object[] {new Placed(5)}))
                    .isEqualTo("confirmed 5");
        }
    }

    @Test
    void aRefusedTaskFailsWhoeverFires() {
        TaskQueue away = (TaskQueue) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {TaskQueue.class}, (proxy, method, arguments) -> {
                    throw new QueueUnavailableException("the database is away", null);
                });
        try (Application application =
                Application.with(Mails.class).enqueueingTo(away).deploy()) {
            assertThatThrownBy(() ->
                            application.container().event().select(Placed.class).fire(new Placed(1)))
                    .isInstanceOf(QueueUnavailableException.class);
        }
    }

    @ApplicationScoped
    static class Wrong {

        public void twice(@ObservesTask @Observes Placed event) {}

        public void more(@ObservesTask Placed event, String other) {}

        public void everything(@ObservesTask Object event) {}

        public void tasks(@ObservesTask TaskEvent.Succeeded event) {}

        @Periodic(cron = "@daily", arguments = "[{\"order\": 1}]")
        @SuppressWarnings("unused") // found, and refused
        private void hidden(@ObservesTask Placed event) {}
    }

    @Test
    void allMistakesAreReportedAtOnce() {
        assertThat(Application.with(Wrong.class).mistakes())
                .anySatisfy(text -> assertThat(text)
                        .isEqualTo(HERE
                                + "$Wrong#twice: has @ObservesTask beside the container's own annotation, and would"
                                + " be called for each event twice; keep one of them"))
                .anySatisfy(text -> assertThat(text)
                        .isEqualTo(HERE
                                + "$Wrong#more: has @ObservesTask on one of 2 parameters, but the event is the only"
                                + " argument of its task; inject what else is needed into the bean"))
                .anySatisfy(text ->
                        assertThat(text).startsWith(HERE + "$Wrong#everything: observes Object, which is every event"))
                .anySatisfy(text -> assertThat(text)
                        .startsWith(
                                HERE + "$Wrong#tasks: observes org.caraway.TaskEvent$Succeeded, an event that each task"
                                        + " causes"))
                .anySatisfy(text -> assertThat(text).startsWith(HERE + "$Wrong#hidden: is private"));
    }
}
