package org.caraway.internal.cdi.definition;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.WithAnnotations;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.io.InputStream;
import java.io.Serializable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import org.caraway.Sensitive;
import org.caraway.Signal;
import org.caraway.Task;
import org.caraway.internal.cdi.Application;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DeploymentProblemsTest {

    private static final String HERE = DeploymentProblemsTest.class.getName();

    @ApplicationScoped
    static class Good {
        @Task
        public void work() {}
    }

    @ApplicationScoped
    static class Signalled {
        @Task
        @Signal(name = "is it?", type = String.class)
        @Signal(name = "paid", type = Long.class)
        @Signal(name = "paid", type = Long.class)
        public void order() {}
    }

    @Test
    void aSignalHasAValidNameAndIsDeclaredOnce() {
        assertThat(Application.with(Signalled.class).mistakes())
                .containsExactlyInAnyOrder(
                        at("Signalled#order") + "The name of a signal has 1 to 100 letters, digits, dots, hyphens and"
                                + " underscores and begins with a letter; was 'is it?'; change it in @Signal(name = …)",
                        at("Signalled#order") + "declares the signal 'paid' twice; remove one @Signal");
    }

    @Nested
    class OfMethods {

        @Test
        void allAreReportedAtOnce() {
            List<String> mistakes = Application.with(Modifiers.class, Session.class, Twins.class, OtherTwin.class)
                    .mistakes();

            assertThat(mistakes)
                    .containsExactlyInAnyOrder(
                            at("Modifiers#generic") + "is generic, but stored arguments need definite types; remove its"
                                    + " type parameters",
                            at("Modifiers#hidden") + "is private, so interceptors and proxies cannot reach it; make it"
                                    + " public",
                            at("Modifiers#shared")
                                    + "is static, but a task method is called on its bean; remove static",
                            at("Session#work")
                                    + "is in a @SessionScoped bean, but a task has no HTTP session; move it to"
                                    + " an @ApplicationScoped bean",
                            HERE + "$OtherTwin#three() and " + HERE
                                    + "$Twins#two(int): both are named 'twin'; give one of them"
                                    + " another name with @Task(name = …)",
                            HERE + "$OtherTwin#three() and " + HERE + "$Twins#one(): both are named 'twin'; give one of"
                                    + " them another name with @Task(name = …)");
        }

        @Test
        void aFinalMethodIsNamed() {
            assertThat(Application.with(Final.class).mistakes())
                    .containsExactly(
                            at("Final#work") + "is final, so interceptors and proxies cannot reach it; remove final");
        }

        @Test
        void valuesThatCannotTravelAreNamed() {
            List<String> mistakes = Application.with(Untravelling.class).mistakes();

            assertThat(mistakes).hasSize(2);
            assertThat(mistakes.get(0))
                    .startsWith(at("Untravelling#read") + "the parameter 'stream' of type java.io.InputStream cannot be"
                            + " stored as JSON: ");
            assertThat(mistakes.get(1))
                    .startsWith(at("Untravelling#write") + "the result of type java.io.InputStream cannot be stored as"
                            + " JSON: ");
        }

        @Test
        void everyWrongAttributeIsNamedWithItsValue() {
            List<String> mistakes = Application.with(Attributes.class).mistakes();

            assertThat(mistakes)
                    .containsExactlyInAnyOrder(
                            at("Attributes#work")
                                    + "name '   ' has 3 characters; use 1 to 200 characters, not only blanks,"
                                    + " in @Task(name = …)",
                            at("Attributes#work") + "queue: 'a b' is no queue name; use 1 to 100 letters, digits, dots,"
                                    + " underscores or hyphens",
                            at("Attributes#work") + "priority: '10' is out of range; use a number from 0 to 9",
                            at("Attributes#work") + "maxRetries: '-2' is out of range; use a number of -1 or more",
                            at("Attributes#work")
                                    + "retryDelay: '5s' is no duration; write ISO-8601 text such as PT1M30S",
                            at("Attributes#work")
                                    + "retryBackoff: 'NaN' is no factor; use a number of 1 or more, such as" + " 2.0",
                            at("Attributes#work") + "retryDelayMax: 'PT-1S' is too short; use PT0S or more",
                            at("Attributes#work") + "softTimeLimit: 'PT0S' is too short; use more than zero",
                            at("Attributes#work") + "timeLimit: 'P99999999D' is too long; use P36500D or less",
                            at("Attributes#work") + "maxDeliveries: '0' is out of range; use a number of 1 or more");
        }

        @Test
        void aKeyThatWouldShowWhatIsSensitiveIsNamed() {
            String reason =
                    " names the parameter 'patient' of " + HERE + "$Telling#%s, which is @Sensitive, and a key is"
                            + " shown and stands in the table as plain text; name another parameter, or leave it out and give"
                            + " calls a key with TaskCall.key";

            assertThat(Application.with(Telling.class).mistakes())
                    .containsExactlyInAnyOrder(
                            at("Telling#byKey") + "key: 'patient'" + reason.formatted("byKey"),
                            at("Telling#byLimit") + "maxConcurrent: '1 per patient'" + reason.formatted("byLimit"));
        }

        @Test
        void attributesThatContradictEachOtherAreNamed() {
            assertThat(Application.with(Contradiction.class).mistakes())
                    .containsExactlyInAnyOrder(
                            at("Contradiction#work") + "retryDelayMax: 'PT1S' is shorter than the retry delay PT2S; use"
                                    + " PT2S or more",
                            at("Contradiction#work")
                                    + "softTimeLimit: 'PT7M' is longer than the time limit PT6M; use PT6M"
                                    + " or less");
        }
    }

    @Nested
    class OfClassesThatAreNoBeans {

        @Test
        void theReasonIsNamed() {
            assertThat(Application.with(Around.class, NoConstructor.class, Inner.class)
                            .mistakes())
                    .containsExactlyInAnyOrder(
                            at("Around#work") + "Around is an interceptor, and nothing can call a task on it; move the"
                                    + " method to a bean of its own",
                            at("NoConstructor#work") + "NoConstructor is not a bean: give it a constructor without"
                                    + " parameters or with @Inject",
                            at("Inner#work") + "Inner is not a bean: make the nested class static");
        }

        @Test
        void aClassWithoutScopeIsReportedWithTheFix() {
            assertThat(Application.with(Scopeless.class)
                            .extendedBy(new VetoEverything())
                            .mistakes())
                    .containsExactly(at("Scopeless#work") + "Scopeless is not a bean: add a scope annotation such as"
                            + " @ApplicationScoped");
        }

        @Test
        void aBeanThatAnotherExtensionVetoesIsLeftAlone() {
            try (Application application = Application.with(Good.class)
                    .extendedBy(new VetoEverything())
                    .deploy()) {
                assertThat(application.deployment().registry().names()).isEmpty();
            }
        }
    }

    private static String at(String place) {
        return HERE + "$" + place + ": ";
    }

    @ApplicationScoped
    static class Modifiers {
        @Task
        public static void shared() {}

        @Task
        @SuppressWarnings("UnusedMethod") // the container finds it
        private void hidden() {}

        @Task
        public <T> T generic(T value) {
            return value;
        }
    }

    static class Final {
        @Task
        public final void work() {}
    }

    @SessionScoped
    static class Session implements Serializable {
        private static final long serialVersionUID = 1L;

        @Task
        public void work() {}
    }

    @ApplicationScoped
    static class Twins {
        @Task(name = "twin")
        public void one() {}

        @Task(name = "twin")
        public void two(int number) {}
    }

    @ApplicationScoped
    static class OtherTwin {
        @Task(name = "twin")
        public void three() {}
    }

    @ApplicationScoped
    static class Untravelling {
        @Task
        public void read(InputStream stream) {}

        @Task
        public InputStream write() {
            return InputStream.nullInputStream();
        }
    }

    @ApplicationScoped
    static class Attributes {
        @Task(
                name = "   ",
                queue = "a b",
                priority = 10,
                maxRetries = -2,
                retryDelay = "5s",
                retryBackoff = Double.NaN,
                retryDelayMax = "PT-1S",
                softTimeLimit = "PT0S",
                timeLimit = "P99999999D",
                maxDeliveries = 0)
        public void work() {}
    }

    @ApplicationScoped
    static class Telling {
        @Task(key = "patient")
        public void byKey(String ward, @Sensitive String patient) {}

        @Task(maxConcurrent = "1 per patient")
        public void byLimit(String ward, @Sensitive String patient) {}

        @Task(key = "ward")
        public void byAnother(String ward, @Sensitive String patient) {}
    }

    @ApplicationScoped
    static class Contradiction {
        @Task(retryDelay = "PT2S", retryDelayMax = "PT1S", softTimeLimit = "PT7M")
        public void work() {}
    }

    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Watched {}

    @Watched
    @Interceptor
    @Priority(1)
    static class Around {
        @Task
        public void work() {}

        @AroundInvoke
        Object around(InvocationContext context) throws Exception {
            return context.proceed();
        }
    }

    @ApplicationScoped
    static class NoConstructor {
        private final int number;

        NoConstructor(int number) {
            this.number = number;
        }

        @Task
        public int work() {
            return number;
        }
    }

    @ApplicationScoped
    @SuppressWarnings("ClassCanBeStatic") // the mistake under test
    class Inner {
        @Task
        public void work() {}
    }

    static class Scopeless {
        @Task
        public void work() {}
    }

    static class VetoEverything implements Extension {
        void veto(@Observes @WithAnnotations(Task.class) ProcessAnnotatedType<?> event) {
            event.veto();
        }
    }
}
