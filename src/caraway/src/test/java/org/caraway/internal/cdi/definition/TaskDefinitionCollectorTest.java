package org.caraway.internal.cdi.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Specializes;
import jakarta.enterprise.inject.Stereotype;
import jakarta.inject.Named;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.caraway.Delivery;
import org.caraway.Sensitive;
import org.caraway.Task;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.lifecycle.ConcurrencyLimit;
import org.caraway.internal.lifecycle.RateLimit;
import org.caraway.internal.lifecycle.RetryPolicy;
import org.caraway.internal.lifecycle.StartLimits;
import org.caraway.internal.lifecycle.TimeLimits;
import org.caraway.internal.registry.RetentionSettings;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.internal.registry.TaskSettings;
import org.caraway.spi.PayloadFormat;
import org.junit.jupiter.api.Test;

class TaskDefinitionCollectorTest {

    @ApplicationScoped
    @Named("vault")
    static class Vault implements PayloadFormat {
        @Override
        public String encode(String json) {
            return json;
        }

        @Override
        public String decode(String text) {
            return text;
        }
    }

    @ApplicationScoped
    static class Reports {
        @Task
        public String render(long orderId, List<String> pages) {
            return orderId + ":" + pages;
        }

        @Task(
                name = "mail",
                queue = "mails",
                priority = 7,
                retryFor = IOException.class,
                maxRetries = 5,
                retryDelay = "PT2S",
                retryBackoff = 3,
                retryDelayMax = "PT1H",
                retryJitter = false,
                softTimeLimit = "PT10S",
                timeLimit = "PT20S",
                maxDeliveries = 2,
                description = "Sends mail")
        public void send() {}
    }

    @ApplicationScoped
    static class Invitations {
        @Task
        public void send(String address, @Sensitive String code) {}
    }

    abstract static class Import<T> {
        @Task
        public int load(List<T> rows) {
            return rows.size();
        }

        @Task
        public void clear() {}
    }

    @ApplicationScoped
    static class Orders extends Import<Long> {}

    @ApplicationScoped
    static class Customers extends Import<String> {
        @Override
        public void clear() {}
    }

    @ApplicationScoped
    static class OldMail {
        @Task
        public void sendOld() {}
    }

    @Specializes
    @ApplicationScoped
    static class NewMail extends OldMail {
        @Task
        public void sendNew() {}
    }

    @Alternative
    @ApplicationScoped
    static class DisabledMail {
        @Task
        public void send() {}
    }

    @Stereotype
    @Transactional
    @Retention(RetentionPolicy.RUNTIME)
    @interface Service {}

    @ApplicationScoped
    @Transactional
    static class Joining {
        @Task
        public void byClass() {}

        @Task
        @Transactional(TxType.MANDATORY)
        public void mandatory() {}

        @Task
        @Transactional(TxType.REQUIRES_NEW)
        public void ownTransaction() {}
    }

    @Service
    @ApplicationScoped
    static class JoiningByStereotype {
        @Task
        public void work() {}
    }

    @Test
    void aTaskIsNamedAfterItsClassAndMethod() {
        try (Application application = Application.with(Reports.class).deploy()) {
            TaskDefinition definition = application.definition("Reports.render");

            assertThat(definition.beanClass()).isEqualTo(Reports.class);
            assertThat(definition.where()).endsWith("$Reports#render");
            assertThat(definition.parameters())
                    .extracting(
                            TaskParameter::name, parameter -> parameter.type().getTypeName())
                    .containsExactly(tuple("orderId", "long"), tuple("pages", "java.util.List<java.lang.String>"));
            assertThat(definition.resultType()).isEqualTo(String.class);
            assertThat(definition.transactional()).isFalse();
        }
    }

    @Test
    void aTaskHasTheAnnotationsSettings() {
        try (Application application = Application.with(Reports.class).deploy()) {
            assertThat(application.definition("mail").settings())
                    .isEqualTo(new TaskSettings(
                            "mails",
                            7,
                            "",
                            new RetryPolicy(
                                    List.of(IOException.class),
                                    List.of(),
                                    5,
                                    Duration.ofSeconds(2),
                                    3,
                                    Duration.ofHours(1),
                                    false),
                            List.of(),
                            new TimeLimits(Duration.ofSeconds(10), Duration.ofSeconds(20)),
                            2,
                            Duration.ofHours(1),
                            Delivery.AT_LEAST_ONCE,
                            StartLimits.NONE,
                            RetentionSettings.DEFAULT,
                            false,
                            "",
                            false,
                            "Sends mail"));
            assertThat(application.definition("mail").resultType()).isEqualTo(void.class);
        }
    }

    @Test
    void configurationOverridesEveryAttribute() {
        Map<String, String> overrides = Map.ofEntries(
                Map.entry("caraway.task.mail.queue", "slow"),
                Map.entry("caraway.task.\"mail\".priority", "0"),
                Map.entry("caraway.task.mail.retry-for", "java.lang.IllegalStateException, java.io.IOException"),
                Map.entry("caraway.task.mail.dont-retry-for", "java.io.FileNotFoundException"),
                Map.entry("caraway.task.mail.max-retries", "-1"),
                Map.entry("caraway.task.mail.retry-delay", "PT0S"),
                Map.entry("caraway.task.mail.retry-backoff", "1.5"),
                Map.entry("caraway.task.mail.retry-delay-max", "PT5M"),
                Map.entry("caraway.task.mail.retry-jitter", "true"),
                Map.entry("caraway.task.mail.soft-time-limit", "PT1H"),
                Map.entry("caraway.task.mail.time-limit", "PT2H"),
                Map.entry("caraway.task.mail.max-deliveries", "9"),
                Map.entry("caraway.task.mail.delivery", "at-most-once"),
                Map.entry("caraway.task.mail.rate-limit", "10/s, 100/m"),
                Map.entry("caraway.task.mail.max-concurrent", "3"),
                Map.entry("caraway.task.mail.expires", "PT1H"),
                Map.entry("caraway.task.mail.ignore-result", "true"),
                Map.entry("caraway.task.mail.retain-for", "P30D"),
                Map.entry("caraway.task.mail.expected", "java.io.EOFException"),
                Map.entry("caraway.task.mail.without-context", "true"),
                Map.entry("caraway.task.mail.format", "vault"),
                Map.entry("caraway.task.mail.remote", "true"),
                Map.entry("caraway.task.mail.description", "Sends letters"));
        try (Application application = Application.with(Reports.class, Vault.class)
                .configuredBy(overrides)
                .deploy()) {
            assertThat(application.definition("mail").settings())
                    .isEqualTo(new TaskSettings(
                            "slow",
                            0,
                            "",
                            new RetryPolicy(
                                    List.of(IllegalStateException.class, IOException.class),
                                    List.of(FileNotFoundException.class),
                                    -1,
                                    Duration.ZERO,
                                    1.5,
                                    Duration.ofMinutes(5),
                                    true),
                            List.of(EOFException.class),
                            new TimeLimits(Duration.ofHours(1), Duration.ofHours(2)),
                            9,
                            Duration.ofHours(1),
                            Delivery.AT_MOST_ONCE,
                            new StartLimits(RateLimit.parse("10/s,100/m"), ConcurrencyLimit.parse("3")),
                            new RetentionSettings(Duration.ofHours(1), true, Duration.ofDays(30)),
                            true,
                            "vault",
                            true,
                            "Sends letters"));
        }
    }

    @Test
    void aNameWithADotIsConfiguredInQuotes() {
        try (Application application = Application.with(Reports.class)
                .configuredBy(Map.of("caraway.task.\"Reports.render\".retry-delay", "PT5S"))
                .deploy()) {
            assertThat(application
                            .definition("Reports.render")
                            .settings()
                            .retries()
                            .delay())
                    .isEqualTo(Duration.ofSeconds(5));
        }
    }

    @Test
    void anEnvironmentVariableOverridesAnAttribute() {
        try (Application application = Application.with(Reports.class)
                .withVariables(Map.of("CARAWAY_TASK__REPORTS_RENDER__RETRY_DELAY", "PT7S"))
                .deploy()) {
            assertThat(application
                            .definition("Reports.render")
                            .settings()
                            .retries()
                            .delay())
                    .isEqualTo(Duration.ofSeconds(7));
        }
    }

    @Test
    void anInheritedTaskBelongsToTheBeanWithItsTypes() {
        try (Application application = Application.with(Orders.class).deploy()) {
            TaskDefinition definition = application.definition("Orders.load");

            assertThat(definition.beanClass()).isEqualTo(Orders.class);
            assertThat(definition.parameters().get(0).type().getTypeName()).isEqualTo("java.util.List<java.lang.Long>");
        }
    }

    @Test
    void anOverriddenMethodIsATaskOnlyIfItSaysSo() {
        try (Application application = Application.with(Customers.class).deploy()) {
            assertThat(application.deployment().registry().names()).containsExactly("Customers.load");
        }
    }

    @Test
    void onlyEnabledBeansOfferTasks() {
        try (Application application = Application.with(OldMail.class, NewMail.class, DisabledMail.class)
                .deploy()) {
            assertThat(application.deployment().registry().names())
                    .containsExactlyInAnyOrder("NewMail.sendOld", "NewMail.sendNew");
        }
    }

    @Test
    void aMethodThatJoinsTheCallersTransactionIsTransactional() {
        try (Application application =
                Application.with(Joining.class, JoiningByStereotype.class).deploy()) {
            assertThat(application.definition("Joining.byClass").transactional())
                    .isTrue();
            assertThat(application.definition("Joining.mandatory").transactional())
                    .isTrue();
            assertThat(application.definition("Joining.ownTransaction").transactional())
                    .isFalse();
            assertThat(application.definition("JoiningByStereotype.work").transactional())
                    .isTrue();
        }
    }

    @Test
    void aSensitiveParameterIsKnownAsOne() {
        try (Application application = Application.with(Invitations.class).deploy()) {
            assertThat(application.definition("Invitations.send").parameters())
                    .extracting(TaskParameter::sensitive)
                    .containsExactly(false, true);
        }
    }
}
