package org.caraway.it.web.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.caraway.it.harness.Build;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.RestClient;
import org.caraway.it.harness.RestartablePostgres;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TestWar;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The health and metrics endpoints of a server, for an application with {@code caraway.jar} only and without resources.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonitoringIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern METRIC = Pattern.compile("\\bcaraway_[a-z_]*[a-z]");
    private static final String GREETINGS = "{name=MonitoredTasks.greet,queue=default}";

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RestartablePostgres database;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private PayaraProcess server;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RestClient nobody;

    @BeforeAll
    void start() {
        database = RestartablePostgres.start("monitoring");
        server = PayaraProcess.start(ServerSettings.onPostgres("monitoring", war(), database.url()));
        nobody = new RestClient(server.base(), "");
    }

    private static Path war() {
        WebArchive archive = TestWar.lean("monitoring", "caraway.worker.queues=default:4\n", MonitoredTasks.class);
        Set.copyOf(archive.getContent(path -> path.get().contains("caraway-web"))
                        .keySet())
                .forEach(archive::delete);
        return TestWar.write(archive);
    }

    @AfterAll
    void stop() {
        server.close();
        database.close();
    }

    private Exposition metrics() {
        HttpResponse<String> answer = nobody.get("metrics?scope=application");
        assertThat(answer.statusCode()).isEqualTo(200);
        return Exposition.of(answer.body());
    }

    private void awaitStatus(String path, int status) {
        await(path + " answers " + status)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> nobody.get(path).statusCode() == status);
    }

    private void awaitSample() {
        await("a sample is shown")
                .atMost(PATIENCE)
                .until(() -> metrics().value("caraway_queue_ready{queue=forgotten}") == MonitoredTasks.FORGOTTEN);
    }

    @Test
    void aNodeThatRunsIsReadyAndLiveForEverybody() {
        awaitStatus("health/ready", 200);

        JsonObject ready = check("health/ready");
        assertThat(ready.getString("name")).isEqualTo("caraway-ready");
        assertThat(ready.getString("status")).isEqualTo("UP");
        assertThat(ready.getJsonObject("data").keySet())
                .containsExactlyInAnyOrder(
                        "database", "workers", "lease", "stuckThreads", "unclaimableNames", "lateSchedules");
        assertThat(check("health/live").getString("name")).isEqualTo("caraway-live");
    }

    private JsonObject check(String path) {
        HttpResponse<String> answer = nobody.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return RestClient.object(answer).getJsonArray("checks").getJsonObject(0);
    }

    @Test
    void tasksAreCountedByNameAndQueueAndTheirTimesByBuckets() {
        await("all have run")
                .atMost(PATIENCE)
                .until(() -> metrics().value("caraway_tasks_succeeded_total" + GREETINGS) == MonitoredTasks.GREETINGS);

        Exposition shown = metrics();
        assertThat(shown.value("caraway_tasks_started_total" + GREETINGS)).isEqualTo(MonitoredTasks.GREETINGS);
        assertThat(shown.value("caraway_tasks_enqueued_total" + GREETINGS)).isEqualTo(MonitoredTasks.GREETINGS);
        assertThat(shown.value("caraway_tasks_running" + GREETINGS)).isZero();
        assertThat(shown.value("caraway_task_run_seconds_count" + GREETINGS)).isEqualTo(MonitoredTasks.GREETINGS);
        assertThat(shown.value("caraway_task_wait_seconds_bucket{le=+Inf,name=MonitoredTasks.greet,queue=default}"))
                .isEqualTo(MonitoredTasks.GREETINGS);
        await("the failure is counted")
                .atMost(PATIENCE)
                .until(() ->
                        metrics().value("caraway_tasks_failed_total{name=MonitoredTasks.fail,queue=default}") == 1);
    }

    @Test
    void whatWaitsAndWhoWorksIsSampled() {
        awaitSample();

        Exposition shown = metrics();
        assertThat(shown.value("caraway_queue_oldest_seconds{queue=forgotten}")).isPositive();
        assertThat(shown.value("caraway_queue_slots{queue=forgotten}")).isZero();
        assertThat(shown.value("caraway_queue_slots{queue=default}")).isEqualTo(4);
        assertThat(shown.value("caraway_workers{}")).isEqualTo(1);
        assertThat(shown.value("caraway_stuck_threads{}")).isZero();
    }

    @Test
    void everyMetricThatTheDocumentationTheDashboardAndTheAlertsNameIsThere() throws IOException {
        awaitSample();
        await().atMost(Duration.ofSeconds(30)).until(() -> metrics().names().contains("caraway_schedule_fires_total"));

        Set<String> there = metrics().names();

        for (String file : Set.of(
                "docs/operate/monitoring.md",
                "server-config/grafana/caraway.json",
                "server-config/prometheus/caraway-alerts.yml")) {
            assertThat(there).as(file).containsAll(named(file));
        }
    }

    private static Set<String> named(String file) throws IOException {
        Set<String> names = new TreeSet<>();
        METRIC.matcher(Files.readString(Build.root().resolve(file)))
                .results()
                .map(MatchResult::group)
                .forEach(names::add);
        assertThat(names).as(file).hasSizeGreaterThan(5);
        return names;
    }

    @Test
    void whileTheDatabaseIsAwayTheNodeIsNotReadyButARestartWouldNotHelp() throws InterruptedException {
        awaitSample();
        database.crash();
        try {
            awaitStatus("health/ready", 503);
            assertThat(nobody.get("health/ready").body()).contains("\"database\":\"down\"");
            assertThat(nobody.get("health/live").statusCode()).isEqualTo(200);
            await("the metrics show the outage")
                    .atMost(PATIENCE)
                    .until(() -> metrics().value("caraway_database_up{}") == 0);
        } finally {
            database.recover();
        }
        awaitStatus("health/ready", 200);
        await("the metrics show the recovery")
                .atMost(PATIENCE)
                .until(() -> metrics().value("caraway_database_up{}") == 1);
    }
}
