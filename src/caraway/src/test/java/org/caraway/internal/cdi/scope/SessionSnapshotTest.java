package org.caraway.internal.cdi.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.caraway.Propagated;
import org.caraway.Task;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.engine.attempt.AttemptScope.Opened;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.ContextPropagation;
import org.jboss.weld.context.bound.BoundLiteral;
import org.jboss.weld.context.bound.BoundSessionContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the caller's session gives to its tasks. */
class SessionSnapshotTest {

    private final Map<String, Object> session = new HashMap<>();
    private Application application = Application.with();

    @ApplicationScoped
    static class Tasks {
        @Task
        public void work() {}
    }

    @ApplicationScoped
    static class Journal {
        private final List<String> lines = new ArrayList<>();

        void add(String line) {
            lines.add(line);
        }

        List<String> lines() {
            return lines;
        }
    }

    @Propagated
    @SessionScoped
    static class Desk implements Serializable {

        private static final long serialVersionUID = 1;

        @Inject
        Journal journal;

        private String place = "none";

        public String getPlace() {
            return place;
        }

        public void setPlace(String place) {
            this.place = place;
        }

        @PreDestroy
        void end() {
            journal.add("desk at " + place + " destroyed");
        }
    }

    @SessionScoped
    static class Basket implements Serializable {

        private static final long serialVersionUID = 1;

        void touch() {}
    }

    @RequestScoped
    static class Visit {

        @Inject
        Desk desk;

        @Inject
        Journal journal;

        void touch() {}

        @PreDestroy
        void end() {
            journal.add("visit of " + desk.getPlace() + " destroyed");
        }
    }

    @AfterEach
    void undeploy() {
        application.close();
    }

    private ContextPropagation deploy() {
        application = Application.with(Tasks.class, Journal.class, Desk.class, Basket.class, Visit.class)
                .deploy();
        return application.deployment().propagation().get();
    }

    /** On this thread, in a request of the one session. */
    private <T extends @Nullable Object> T inSession(Supplier<T> work) {
        RequestContextController request = application.bean(RequestContextController.class);
        BoundSessionContext context = application.bean(BoundSessionContext.class, BoundLiteral.INSTANCE);
        request.activate();
        context.associate(session);
        context.activate();
        try {
            return work.get();
        } finally {
            context.deactivate();
            context.dissociate(session);
            request.deactivate();
        }
    }

    private CallerContext capturedAt(String place, ContextPropagation propagation) {
        return inSession(() -> {
            application.bean(Desk.class).setPlace(place);
            return propagation.capture();
        });
    }

    /** On another thread, after the context has been restored. */
    private <T> T inAttempt(ContextPropagation propagation, CallerContext context, Supplier<T> work) {
        return CompletableFuture.supplyAsync(() -> attempt(propagation, context, work))
                .join();
    }

    private <T> T attempt(ContextPropagation propagation, CallerContext context, Supplier<T> work) {
        Opened opened = application.attempts().open();
        try {
            propagation.restore(context).close();
            return work.get();
        } finally {
            opened.close();
        }
    }

    @Test
    void aSessionBeanHasTheCallersValuesInTheAttempt() {
        ContextPropagation propagation = deploy();
        CallerContext context = capturedAt("window", propagation);
        capturedAt("door", propagation);

        String seen = inAttempt(
                propagation, context, () -> application.bean(Desk.class).getPlace());

        assertThat(seen).isEqualTo("window");
    }

    @Test
    void whatTheTaskWritesStaysInItsCopyAndTravelsWithItsOwnTasks() {
        ContextPropagation propagation = deploy();
        CallerContext context = capturedAt("window", propagation);

        CallerContext ofItsTasks = inAttempt(propagation, context, () -> {
            application.bean(Desk.class).setPlace("roof");
            return propagation.capture();
        });

        assertThat(inSession(() -> application.bean(Desk.class).getPlace())).isEqualTo("window");
        assertThat(inAttempt(propagation, ofItsTasks, () -> application
                        .bean(Desk.class)
                        .getPlace()))
                .isEqualTo("roof");
    }

    @Test
    void theNextAttemptOnTheThreadHasNothingOfTheOneBefore() {
        ContextPropagation propagation = deploy();
        CallerContext context = capturedAt("window", propagation);
        Supplier<String> look = () -> application.bean(Desk.class).getPlace();

        String first = attempt(propagation, context, look);
        String second = attempt(propagation, CallerContext.NONE, look);

        assertThat(List.of(first, second)).containsExactly("window", "none");
        assertThatThrownBy(look::get).isInstanceOf(ContextNotActiveException.class);
    }

    @Test
    void copiesEndWithTheAttemptAfterTheRequestsBeans() {
        ContextPropagation propagation = deploy();
        CallerContext context = capturedAt("window", propagation);

        attempt(propagation, context, () -> {
            application.bean(Visit.class).touch();
            return context;
        });

        assertThat(application.bean(Journal.class).lines())
                .containsExactly("visit of window destroyed", "desk at window destroyed");
    }

    @Test
    void aBeanThatTheSessionDoesNotHaveIsNeitherCapturedNorMade() {
        ContextPropagation propagation = deploy();

        assertThat(inSession(propagation::capture)).isEqualTo(CallerContext.NONE);
        assertThat(propagation.capture()).isEqualTo(CallerContext.NONE);
        assertThat(inSession(this::deskOfTheSession)).isNull();
    }

    /** As it is, without making it. */
    private @Nullable Object deskOfTheSession() {
        BeanManager beans = application.container().getBeanManager();
        Bean<?> desk = beans.resolve(beans.getBeans(Desk.class));
        return beans.getContext(SessionScoped.class).get(desk);
    }

    @Test
    void anotherBeanOfTheSessionIsRefusedWithTheFix() {
        ContextPropagation propagation = deploy();
        inSession(() -> {
            application.bean(Basket.class).touch();
            return session;
        });

        assertThatThrownBy(() -> attempt(propagation, CallerContext.NONE, () -> {
                    application.bean(Basket.class).touch();
                    return "";
                }))
                .isInstanceOf(ContextNotActiveException.class)
                .hasMessage(Basket.class.getName() + " is @SessionScoped, and a task has no session; mark the bean"
                        + " @Propagated to give its tasks a copy, or hand over as arguments what the task needs of it");
    }

    @Test
    void aThreadThatHasASessionKeepsIt() {
        ContextPropagation propagation = deploy();
        CallerContext context = capturedAt("window", propagation);
        capturedAt("door", propagation);
        Supplier<String> look = () -> application.bean(Desk.class).getPlace();

        String within = inSession(() -> attempt(propagation, context, look));
        BoundSessionContext bare = application.bean(BoundSessionContext.class, BoundLiteral.INSTANCE);
        bare.associate(session);
        bare.activate();
        String withoutRequest = attempt(propagation, context, look);
        bare.deactivate();
        bare.dissociate(session);

        assertThat(List.of(within, withoutRequest)).containsExactly("door", "door");
        assertThat(inSession(look)).isEqualTo("door");
    }

    @Test
    void anAttemptInsideAnotherSeesTheOthersCopyAsItSeesItsRequest() {
        ContextPropagation propagation = deploy();
        CallerContext context = capturedAt("window", propagation);
        Supplier<String> look = () -> application.bean(Desk.class).getPlace();

        String after = attempt(propagation, context, () -> {
            String inner = attempt(propagation, CallerContext.NONE, look);
            return inner + ", then " + look.get();
        });

        assertThat(after).isEqualTo("window, then window");
    }

    @Test
    void withoutABeanToCopyTheScopeIsLeftToTheContainer() {
        application = Application.with(Tasks.class, Basket.class).deploy();
        ContextPropagation propagation = application.deployment().propagation().get();

        assertThatThrownBy(() -> attempt(propagation, CallerContext.NONE, () -> {
                    application.bean(Basket.class).touch();
                    return "";
                }))
                .isInstanceOf(ContextNotActiveException.class)
                .hasMessageNotContaining("@Propagated");
    }
}
