package org.caraway.internal.cdi.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Qualifier;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.engine.attempt.AttemptScope.Opened;
import org.junit.jupiter.api.Test;

class EntityManagerBeanTest {

    @Qualifier
    @Retention(RetentionPolicy.RUNTIME)
    @interface Archive {}

    /** A provider that knows how to open and to close. */
    @ApplicationScoped
    static class Provider {
        private final List<String> journal = new ArrayList<>();

        List<String> journal() {
            return journal;
        }

        EntityManager open(String name) {
            journal.add("open " + name);
            return proxy(EntityManager.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "isOpen" -> !journal.contains("close " + name);
                case "close" -> {
                    journal.add("close " + name);
                    yield null;
                }
                case "toString" -> name;
                default -> throw new UnsupportedOperationException(method.getName());
            });
        }
    }

    @ApplicationScoped
    static class WithFactory {
        @Produces
        EntityManagerFactory factory(Provider provider) {
            return proxy(EntityManagerFactory.class, (proxy, method, arguments) -> provider.open("from factory"));
        }
    }

    @ApplicationScoped
    static class WithArchiveFactory {
        @Produces
        @Archive
        EntityManagerFactory factory(Provider provider) {
            return proxy(EntityManagerFactory.class, (proxy, method, arguments) -> provider.open("from archive"));
        }
    }

    @ApplicationScoped
    static class WithManager {
        @Produces
        EntityManager manager(Provider provider) {
            return provider.open("the application's");
        }
    }

    @ApplicationScoped
    static class Wanting {
        @Inject
        EntityManager manager;

        @Override
        public String toString() {
            return manager.toString();
        }
    }

    @Test
    void withAFactoryEachAttemptHasAManagerThatIsClosedAtItsEnd() {
        try (Application application = Application.with(Provider.class, WithFactory.class, Wanting.class)
                .deploy()) {
            Wanting wanting = application.bean(Wanting.class);
            try (Opened opened = application.attempts().open()) {
                assertThat(opened).isNotNull();
                assertThat(wanting).hasToString("from factory").hasToString("from factory");
                assertThat(application.bean(Provider.class).journal()).containsExactly("open from factory");
            }

            assertThat(application.bean(Provider.class).journal())
                    .containsExactly("open from factory", "close from factory");
            assertThatThrownBy(wanting::toString).isInstanceOf(ContextNotActiveException.class);
        }
    }

    @Test
    void anAttemptThatDoesNotUseItOpensNone() {
        try (Application application = Application.with(Provider.class, WithFactory.class, Wanting.class)
                .deploy()) {
            application.attempts().open().close();

            assertThat(application.bean(Provider.class).journal()).isEmpty();
        }
    }

    @Test
    void theApplicationsOwnManagerWins() {
        try (Application application = Application.with(
                        Provider.class, WithFactory.class, WithManager.class, Wanting.class)
                .deploy()) {
            assertThat(application.bean(Wanting.class)).hasToString("the application's");
        }
    }

    @Test
    void withoutFactoryAndWithoutWishThereIsNone() {
        try (Application application = Application.with(Provider.class).deploy()) {
            assertThat(application.container().select(EntityManager.class).isUnsatisfied())
                    .isTrue();
        }
    }

    @Test
    void aWishThatNothingFulfilsIsToldTheLineToAdd() {
        assertThat(Application.with(Provider.class, WithArchiveFactory.class, Wanting.class)
                        .mistakes())
                .containsExactly(Wanting.class.getName() + "#manager: injects an EntityManager, but there is no bean to"
                        + " make it from; add '@Produces @PersistenceUnit EntityManagerFactory factory;' to a bean, or"
                        + " use @PersistenceContext here");
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
