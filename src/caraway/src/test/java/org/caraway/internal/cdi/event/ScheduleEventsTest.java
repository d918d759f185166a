package org.caraway.internal.cdi.event;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.caraway.ScheduleEvent;
import org.caraway.Task;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.observation.TaskObservers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Events of schedules, which never run on the loop that fires. */
class ScheduleEventsTest {

    @ApplicationScoped
    static class Observer {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        @Task
        public void work() {}

        void paused(@Observes ScheduleEvent.Paused event) {
            lines.add(event.schedule() + " paused: " + event.reason() + " on this thread: "
                    + Thread.currentThread().getName().equals("main"));
        }

        void ended(@ObservesAsync ScheduleEvent.Ended event) {
            lines.add(event.schedule() + " ended");
        }

        @Nullable
        String next() throws InterruptedException {
            return lines.poll(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void reachObserversOnAnotherThread() throws InterruptedException {
        ExecutorService executor = Executors.newCachedThreadPool();
        try (Application application = Application.with(Observer.class).deploy()) {
            TaskObservers observers = application
                    .deployment()
                    .observers()
                    .observers(application.deployment().propagation().get(), executor);
            Observer observer = application.bean(Observer.class);

            observers.schedule(new ScheduleEvent.Paused("nightly", "5 runs in a row have failed"));
            assertThat(observer.next()).isEqualTo("nightly paused: 5 runs in a row have failed on this thread: false");

            observers.schedule(new ScheduleEvent.Ended("nightly"));
            assertThat(observer.next()).isEqualTo("nightly ended");
        } finally {
            executor.shutdownNow();
        }
    }
}
