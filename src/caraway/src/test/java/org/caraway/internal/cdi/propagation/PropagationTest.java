package org.caraway.internal.cdi.propagation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbTransient;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.caraway.CarawayException;
import org.caraway.Propagated;
import org.caraway.Task;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.engine.attempt.AttemptScope.Opened;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.spi.ContextPropagator;
import org.caraway.spi.ContextPropagator.Restored;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PropagationTest {

    private Application application = Application.with();

    @ApplicationScoped
    static class Tasks {
        @Task
        public void work() {}
    }

    @ApplicationScoped
    static class Directory {
        String nameOf(String tenant) {
            return "The tenant " + tenant;
        }
    }

    @Propagated
    @RequestScoped
    static class Tenant {
        @Inject
        Directory directory;

        private String id = "none";
        private List<Locale> locales = List.of();

        @JsonbTransient
        private String secret = "";

        private String kept = "";

        @PostConstruct
        void begin() {
            kept = "made by the container";
        }

        public String getId() {
            return id;
        }

        public void setId(String id) {
            this.id = id;
        }

        public List<Locale> getLocales() {
            return locales;
        }

        public void setLocales(List<Locale> locales) {
            this.locales = locales;
        }

        public String getSecret() {
            return secret;
        }

        public void setSecret(String secret) {
            this.secret = secret;
        }

        public String getDisplayName() {
            return directory.nameOf(id);
        }

        String kept() {
            return kept;
        }
    }

    @ApplicationScoped
    static class NotePropagator implements ContextPropagator {

        @Inject
        Tenant tenant;

        private @Nullable String seen;

        @Override
        public String name() {
            return "note";
        }

        @Override
        public Optional<String> capture() {
            return Optional.of("noted");
        }

        @Override
        public Restored restore(String captured, int version) {
            seen = captured + " for " + tenant.getId();
            return () -> seen = null;
        }

        @Nullable
        String seen() {
            return seen;
        }
    }

    @ApplicationScoped
    static class LocaleOfTheProfile implements ContextPropagator {

        @Override
        public String name() {
            return LOCALE;
        }

        @Override
        public Optional<String> capture() {
            return Optional.of("fr-CH");
        }

        @Override
        public Restored restore(String captured, int version) {
            return Restored.NOTHING;
        }
    }

    @ApplicationScoped
    static class Callers {

        private String name = "";

        void become(String newName) {
            name = newName;
        }

        @Produces
        Principal caller() {
            String current = name;
            return () -> current;
        }
    }

    @AfterEach
    void undeploy() {
        application.close();
    }

    private ContextPropagation deploy(Class<?>... beans) {
        application = Application.with(beans).deploy();
        return application.deployment().propagation().get();
    }

    private CallerContext captureInRequest(ContextPropagation propagation, Runnable work) {
        RequestContextController request = application.bean(RequestContextController.class);
        request.activate();
        try {
            work.run();
            return propagation.capture();
        } finally {
            request.deactivate();
        }
    }

    @Test
    void aPropagatedBeanHasTheValuesOfTheRequestInTheAttempt() {
        ContextPropagation propagation = deploy(Tasks.class, Directory.class, Tenant.class);
        CallerContext context = captureInRequest(propagation, () -> {
            application.bean(Tenant.class).setId("größe \"x\"");
            application.bean(Tenant.class).setLocales(List.of(Locale.GERMAN));
            application.bean(Tenant.class).setSecret("hunter2");
        });

        String seen = CompletableFuture.supplyAsync(() -> {
                    try (Opened opened = application.attempts().open();
                            Restored restored = propagation.restore(context)) {
                        assertThat(opened).isNotNull();
                        assertThat(restored).isNotNull();
                        Tenant tenant = application.bean(Tenant.class);
                        return tenant.getDisplayName() + tenant.getLocales() + tenant.kept() + tenant.getSecret();
                    }
                })
                .join();

        assertThat(seen).isEqualTo("The tenant größe \"x\"[de]made by the container");
        assertThat(context.json()).doesNotContain("hunter2", "displayName");
    }

    @Test
    void theNextAttemptHasNothingOfTheOneBefore() {
        ContextPropagation propagation = deploy(Tasks.class, Directory.class, Tenant.class);
        CallerContext context = captureInRequest(
                propagation, () -> application.bean(Tenant.class).setId("north"));

        try (Opened opened = application.attempts().open()) {
            assertThat(opened).isNotNull();
            propagation.restore(context).close();
        }

        try (Opened opened = application.attempts().open()) {
            assertThat(opened).isNotNull();
            assertThat(application.bean(Tenant.class).getId()).isEqualTo("none");
        }
    }

    @Test
    void aBeanThatWasNotUsedDoesNotTravelAndIsNotMade() {
        ContextPropagation propagation = deploy(Tasks.class, Directory.class, Tenant.class);

        assertThat(captureInRequest(propagation, () -> {})).isEqualTo(CallerContext.NONE);
        assertThat(propagation.capture()).isEqualTo(CallerContext.NONE);
    }

    @Test
    void propertiesThatOneSideDoesNotKnowAreLeftAlone() {
        ContextPropagation propagation = deploy(Tasks.class, Directory.class, Tenant.class);
        String json = "{\"" + Tenant.class.getName() + "\":\"{\\\"newer\\\":1}\"}";

        try (Opened opened = application.attempts().open()) {
            assertThat(opened).isNotNull();
            propagation.restore(new CallerContext(null, json)).close();

            assertThat(application.bean(Tenant.class).getId()).isEqualTo("none");
        }
    }

    @Test
    void aPropertyOfAnotherTypeIsNamed() {
        ContextPropagation propagation = deploy(Tasks.class, Directory.class, Tenant.class);
        String json = "{\"" + Tenant.class.getName() + "\":\"{\\\"id\\\":[]}\"}";

        try (Opened opened = application.attempts().open()) {
            assertThat(opened).isNotNull();
            assertThatThrownBy(() -> propagation.restore(new CallerContext(null, json)))
                    .isInstanceOf(CarawayException.class)
                    .hasMessageContaining(Tenant.class.getName())
                    .hasMessageContaining("property 'id'");
        }
    }

    @Test
    void aPropagatorOfTheApplicationRunsAfterThePropagatedBeans() {
        ContextPropagation propagation = deploy(Tasks.class, Directory.class, Tenant.class, NotePropagator.class);
        CallerContext context = captureInRequest(
                propagation, () -> application.bean(Tenant.class).setId("north"));

        try (Opened opened = application.attempts().open()) {
            assertThat(opened).isNotNull();
            Restored restored = propagation.restore(context);
            assertThat(application.bean(NotePropagator.class).seen()).isEqualTo("noted for north");

            restored.close();
            assertThat(application.bean(NotePropagator.class).seen()).isNull();
        }
    }

    @Test
    void withoutARequestThePrincipalIsTheCallerUnlessItIsNobody() {
        ContextPropagation propagation = deploy(Tasks.class, Callers.class);

        application.bean(Callers.class).become("bob");
        assertThat(propagation.capture().caller()).isEqualTo("bob");
        application.bean(Callers.class).become("ANONYMOUS");
        assertThat(propagation.capture().caller()).isNull();
    }

    @Test
    void aPropagatorWithANameOfCarawaysReplacesIt() {
        ContextPropagation propagation = deploy(Tasks.class, LocaleOfTheProfile.class);

        assertThat(captureInRequest(propagation, () -> {}).locale()).contains(Locale.forLanguageTag("fr-CH"));
    }

    @Propagated
    @ApplicationScoped
    static class WrongScope {
        public String getId() {
            return "";
        }

        public void setId(String id) {}
    }

    @Propagated
    @RequestScoped
    static class Empty {
        public String getDerived() {
            return "";
        }
    }

    @Propagated
    @RequestScoped
    static class Unstorable {
        private String half = "";

        public Thread getThread() {
            return Thread.currentThread();
        }

        public void setThread(Thread thread) {}

        public String getHalf() {
            return half;
        }
    }

    @Test
    void whatCannotTravelIsReportedAtDeployment() {
        List<String> mistakes = Application.with(Tasks.class, WrongScope.class, Empty.class, Unstorable.class)
                .mistakes();

        assertThat(mistakes)
                .anyMatch(line -> line.startsWith(WrongScope.class.getName()
                        + ": is @Propagated, but @ApplicationScoped; make it @RequestScoped or @SessionScoped"))
                .anyMatch(line ->
                        line.startsWith(Empty.class.getName() + ": is @Propagated, but has no property with a public"))
                .anyMatch(line -> line.startsWith(Unstorable.class.getName() + "#half: has a public getter but no"))
                .anyMatch(line -> line.startsWith(Unstorable.class.getName() + "#thread: cannot travel: "))
                .hasSize(4);
    }
}
