package org.caraway.internal.cdi.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.ArrayList;
import java.util.List;
import org.caraway.Task;
import org.caraway.internal.cdi.Application;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskInvocationTest {

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

    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Noted {}

    @Noted
    @Interceptor
    @Priority(1)
    static class Noting {
        @Inject
        Journal journal;

        @AroundInvoke
        @Nullable
        Object note(InvocationContext context) throws Exception {
            journal.add("before " + context.getMethod().getName());
            return context.proceed();
        }
    }

    @ApplicationScoped
    static class Shared {
        private int calls;

        @Task
        public int count() {
            calls++;
            return calls;
        }

        @Task
        @Noted
        public String noted(String text, long number) {
            return text + number;
        }

        @Task
        public void fail() throws IOException {
            throw new IOException("disk full");
        }
    }

    @Dependent
    static class OnePerCall {
        @Inject
        Journal journal;

        private int calls;

        @Task
        public int count() {
            journal.add("called");
            calls++;
            return calls;
        }

        @PreDestroy
        void end() {
            journal.add("destroyed");
        }
    }

    interface Greeting {
        String greet(String name);
    }

    @Typed(Greeting.class)
    @ApplicationScoped
    static class TypedGreeting implements Greeting {
        @Task
        @Override
        public String greet(String name) {
            return "hello " + name;
        }
    }

    @Typed(Runnable.class)
    @ApplicationScoped
    static class Hidden implements Runnable {
        @Task
        public void work() {}

        @Override
        public void run() {}
    }

    @Test
    void aSharedBeanKeepsItsStateBetweenCalls() throws Throwable {
        try (Application application = Application.with(Shared.class).deploy()) {
            application.definition("Shared.count").invoker().invoke(new Object[0]);

            assertThat(application.definition("Shared.count").invoker().invoke(new Object[0]))
                    .isEqualTo(2);
        }
    }

    @Test
    void aDependentBeanIsMadeForEachCallAndDestroyedAfterIt() throws Throwable {
        try (Application application =
                Application.with(OnePerCall.class, Journal.class).deploy()) {
            application.definition("OnePerCall.count").invoker().invoke(new Object[0]);

            assertThat(application.definition("OnePerCall.count").invoker().invoke(new Object[0]))
                    .isEqualTo(1);
            assertThat(application.bean(Journal.class).lines())
                    .containsExactly("called", "destroyed", "called", "destroyed");
        }
    }

    @Test
    void interceptorsApplyAndArgumentsArrive() throws Throwable {
        try (Application application =
                Application.with(Shared.class, Journal.class, Noting.class).deploy()) {
            assertThat(application.definition("Shared.noted").invoker().invoke(new Object[] {"a", 1L}))
                    .isEqualTo("a1");
            assertThat(application.bean(Journal.class).lines()).containsExactly("before noted");
        }
    }

    @Test
    void theMethodsOwnExceptionIsThrown() {
        try (Application application = Application.with(Shared.class).deploy()) {
            assertThatThrownBy(() ->
                            application.definition("Shared.fail").invoker().invoke(new Object[0]))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("disk full");
        }
    }

    @Test
    void aBeanWithoutItsClassAsTypeIsCalledThroughItsInterface() throws Throwable {
        try (Application application = Application.with(TypedGreeting.class).deploy()) {
            assertThat(application.definition("TypedGreeting.greet").invoker().invoke(new Object[] {"Ada"}))
                    .isEqualTo("hello Ada");
        }
    }

    @Test
    void aMethodThatNoBeanTypeHasIsAMistake() {
        assertThat(Application.with(Hidden.class).mistakes())
                .containsExactly(
                        Hidden.class.getName() + "#work: is in no type of its bean that callers see; add its"
                                + " class to @Typed, for an EJB with @LocalBean, or declare the method in the bean's interface");
    }
}
