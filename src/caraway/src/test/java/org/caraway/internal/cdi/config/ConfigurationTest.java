package org.caraway.internal.cdi.config;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.caraway.Task;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.cdi.config.CarawaySettings.SchemaMode;
import org.caraway.internal.client.QueueBound;
import org.caraway.internal.engine.Shutdown;
import org.caraway.internal.engine.WorkerIdentity;
import org.caraway.internal.engine.WorkerSettings;
import org.caraway.internal.engine.slot.SlotRange;
import org.caraway.internal.observation.LogSettings;
import org.caraway.internal.registry.Routes;
import org.caraway.internal.webhook.WebhookSettings;
import org.caraway.internal.webhook.WebhookTargets;
import org.caraway.internal.webhook.WebhookTask;
import org.junit.jupiter.api.Test;

class ConfigurationTest {

    @ApplicationScoped
    static class Mail {
        @Task(queue = "mails")
        public void send() {}
    }

    @Test
    void withoutConfigurationTheDefaultsApply() {
        SlotRange slots = SlotRange.of(Math.max(2, Runtime.getRuntime().availableProcessors()));
        try (Application application = Application.with(Mail.class).deploy()) {
            assertThat(application.settings())
                    .isEqualTo(new CarawaySettings(
                            "java:comp/DefaultDataSource",
                            SchemaMode.BY_DATABASE,
                            Duration.ofSeconds(10),
                            "java:comp/DefaultManagedExecutorService",
                            Routes.NONE,
                            false,
                            1_048_576,
                            10_485_760,
                            65_536,
                            100_000,
                            8_192,
                            "Time-Zone",
                            List.of(),
                            true,
                            true,
                            true,
                            true,
                            new WorkerSettings(
                                    Map.of("default", slots, "mails", slots),
                                    Set.of(),
                                    Duration.ofSeconds(30),
                                    WorkerIdentity.nodeOfThisHost(),
                                    Duration.ofSeconds(1),
                                    Duration.ofSeconds(30),
                                    Shutdown.SOFT,
                                    Duration.ofSeconds(25),
                                    Duration.ofDays(7),
                                    10,
                                    Duration.ofSeconds(10)),
                            Map.of(),
                            LogSettings.DEFAULT,
                            new MonitoringSettings(
                                    true,
                                    true,
                                    Stream.of(
                                                    10, 50, 100, 500, 1_000, 5_000, 10_000, 30_000, 60_000, 300_000,
                                                    1_800_000)
                                            .map(Duration::ofMillis)
                                            .toList())));
        }
    }

    @Test
    void everyKeyIsRead() {
        Map<String, String> values = Map.ofEntries(
                Map.entry("caraway.admin.enabled", "false"),
                Map.entry("caraway.datasource", "java:app/jdbc/orders"),
                Map.entry("caraway.schema", "check"),
                Map.entry("caraway.database-timeout", "PT2S"),
                Map.entry("caraway.executor", "java:app/concurrent/tasks"),
                Map.entry("caraway.max-arguments-bytes", "2000"),
                Map.entry("caraway.max-result-bytes", "3000"),
                Map.entry("caraway.result-store-threshold-bytes", "4000"),
                Map.entry("caraway.workflow.max-nodes", "50"),
                Map.entry("caraway.webhook.allowed-hosts", "hooks.example.com"),
                Map.entry("caraway.webhook.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                Map.entry("caraway.webhook.intranet", "true"),
                Map.entry("caraway.max-context-bytes", "100"),
                Map.entry("caraway.notify", "false"),
                Map.entry("caraway.tracing", "false"),
                Map.entry("caraway.health.enabled", "false"),
                Map.entry("caraway.metrics.enabled", "false"),
                Map.entry("caraway.metrics.buckets", "PT1S, PT1M"),
                Map.entry("caraway.worker.enabled", "false"),
                Map.entry("caraway.worker.queues", "reports:2-8, mails, video"),
                Map.entry("caraway.worker.exclude-queues", "video"),
                Map.entry("caraway.worker.slots-keepalive", "PT1M"),
                Map.entry("caraway.node", "blue"),
                Map.entry("caraway.default-queue", "mails"),
                Map.entry("caraway.unknown-queue", "refuse"),
                Map.entry("caraway.worker.slots", "3"),
                Map.entry("caraway.worker.low-priority-share", "25"),
                Map.entry("caraway.poll-interval", "PT0.2S"),
                Map.entry("caraway.sleep-parks-from", "PT2S"),
                Map.entry("caraway.lease", "PT5S"),
                Map.entry("caraway.shutdown", "WARM"),
                Map.entry("caraway.shutdown-grace", "PT0S"),
                Map.entry("caraway.retention", "P1D"),
                Map.entry("caraway.log-steps", "info"),
                Map.entry("caraway.log-arguments", "true"),
                Map.entry("caraway.propagate-log-fields", "orderId, tenant"),
                Map.entry("caraway.time-zone-header", "X-Zone"),
                Map.entry("caraway.propagate-roles", "clerk, manager"),
                Map.entry("caraway.capture-logs", "warning"));
        try (Application application =
                Application.with(Mail.class).configuredBy(values).deploy()) {
            assertThat(application.settings())
                    .isEqualTo(new CarawaySettings(
                            "java:app/jdbc/orders",
                            SchemaMode.CHECK,
                            Duration.ofSeconds(2),
                            "java:app/concurrent/tasks",
                            new Routes(List.of(), "mails"),
                            true,
                            2_000,
                            3_000,
                            4_000,
                            50,
                            100,
                            "X-Zone",
                            List.of("clerk", "manager"),
                            false,
                            false,
                            false,
                            false,
                            new WorkerSettings(
                                    Map.of("reports", new SlotRange(2, 8), "mails", SlotRange.of(3)),
                                    Set.of(),
                                    Duration.ofMinutes(1),
                                    "blue",
                                    Duration.ofMillis(200),
                                    Duration.ofSeconds(5),
                                    Shutdown.WARM,
                                    Duration.ZERO,
                                    Duration.ofDays(1),
                                    25,
                                    Duration.ofSeconds(2)),
                            Map.of(),
                            new LogSettings(Level.INFO, true, List.of("orderId", "tenant"), Level.WARNING),
                            new MonitoringSettings(
                                    false, false, List.of(Duration.ofSeconds(1), Duration.ofMinutes(1)))));
            assertThat(application.definition(WebhookTask.NAME).settings().queue())
                    .isEqualTo("mails");
            assertThat(application.bean(WebhookSettings.class).targets())
                    .isEqualTo(new WebhookTargets(Set.of("hooks.example.com"), true));
            assertThat(application.deployment().toString()
                            + application.settings().summary())
                    .doesNotContain("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        }
    }

    @Test
    void hostsForWebhooksNeedASecret() {
        assertThat(Application.with(Mail.class)
                        .configuredBy(Map.of("caraway.webhook.allowed-hosts", "hooks.example.com"))
                        .mistakes())
                .containsExactly(
                        "caraway.webhook.allowed-hosts is set without caraway.webhook.secret, so that receivers could"
                                + " not tell a forged message; set CARAWAY_WEBHOOK_SECRET, for instance to what 'openssl rand"
                                + " -base64 32' prints");
    }

    @Test
    void theExampleFileListsEveryKey() throws IOException {
        List<String> listed = Files.readAllLines(Path.of("..", "..", ".env.example")).stream()
                .map(line -> line.replaceFirst("^#", ""))
                .filter(line -> line.startsWith("CARAWAY_"))
                .map(line -> line.substring(0, line.indexOf('=')))
                .toList();

        assertThat(listed)
                .containsExactlyElementsOf(Stream.of(
                                Stream.of(ConfigurationKey.values()).map(ConfigurationKey::variable),
                                Stream.of(TaskAttribute.values())
                                        .map(attribute ->
                                                attribute.keys("Reports.render").get(0))
                                        .map(ConfigurationKey::variableOf),
                                Stream.of(QueueAttribute.values())
                                        .map(attribute -> attribute.keys("mail").get(0))
                                        .map(ConfigurationKey::variableOf))
                        .flatMap(variables -> variables)
                        .toList());
    }

    @Test
    void queuesAreBoundedByWhateverFileNamesThem() {
        try (Application application = Application.with(Mail.class)
                .configuredBy(Map.of(
                        "caraway.queue.mail.max-length", "5",
                        "caraway.queue.\"mail.bulk\".max-length", "7",
                        "caraway.queue.\"mail.bulk\".when-full", "Block",
                        "caraway.queue.\"mail.bulk\".block-timeout", "PT5S"))
                .deploy()) {
            assertThat(application.settings().bounds())
                    .isEqualTo(Map.of(
                            "mail", new QueueBound(5, QueueBound.WhenFull.REJECT, Duration.ofSeconds(30)),
                            "mail.bulk", new QueueBound(7, QueueBound.WhenFull.BLOCK, Duration.ofSeconds(5))));
        }
    }

    @Test
    void tasksOfAQueueRunOnVirtualThreadsWhereThatIsSaid() {
        try (Application application = Application.with(Mail.class)
                .configuredBy(Map.of(
                        "caraway.worker.queues", "mail:2,io:100,default:2",
                        "caraway.queue.mail.threads", "platform",
                        "caraway.queue.\"io\".threads", "virtual",
                        "caraway.queue.elsewhere.threads", "virtual"))
                .deploy()) {
            assertThat(application.settings().worker().virtual()).containsExactly("io");
            assertThat(application.settings().bounds()).isEmpty();
        }
    }

    @Test
    void theExampleFileShowsTheDefaults() throws IOException {
        String file = Files.readString(Path.of("..", "..", ".env.example"));

        assertThat(ConfigurationKey.values())
                .filteredOn(key -> !key.defaultText().isEmpty())
                .allSatisfy(key -> assertThat(file)
                        .contains("# " + key.description() + "\n" + key.variable() + "=" + key.defaultText() + "\n"));
    }
}
