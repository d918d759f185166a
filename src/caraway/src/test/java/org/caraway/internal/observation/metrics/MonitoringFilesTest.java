package org.caraway.internal.observation.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.caraway.ScheduleEvent;
import org.caraway.internal.store.admin.LoadSample;
import org.caraway.internal.store.admin.QueueLoad;
import org.junit.jupiter.api.Test;

/** Holds the dashboard, the alerts and their page against what is really shown. */
class MonitoringFilesTest {

    private static final Pattern METRIC = Pattern.compile("\\bcaraway_[a-z_]*[a-z]");
    private static final Pattern ALERT = Pattern.compile("(?m)^      - alert: (\\w+)$");
    private static final List<String> PARTS = List.of(
            "        expr: ",
            "        for: ",
            "          severity: (critical|warning)\n",
            "          summary: \".+\"\n",
            "          description: \".+\"\n");

    private static Set<String> shown() {
        ShownMetrics metrics = new ShownMetrics();
        new TaskMetrics(metrics, Map.of("Mail.send", "mail"), List.of(Duration.ofSeconds(1)));
        new ScheduleMetrics(metrics).schedule(new ScheduleEvent.Queued("nightly", Instant.EPOCH));
        ScheduleMetrics.show(metrics, Optional::empty);
        QueueMetrics queues = new QueueMetrics(metrics);
        queues.show(Optional::empty, () -> true);
        queues.showWorker(() -> 0, () -> 0);
        queues.sampled(new LoadSample(1, List.of(new QueueLoad("mail", 1, null, 1))));
        return metrics.names();
    }

    private static String text(String file) throws IOException {
        return Files.readString(Path.of("..", "..", file));
    }

    private static Set<String> named(String text) {
        Set<String> names = new TreeSet<>();
        METRIC.matcher(text).results().map(MatchResult::group).forEach(names::add);
        return names;
    }

    @Test
    void thePageHasAllMetricsAndNoOther() throws IOException {
        assertThat(named(text("docs/operate/monitoring.md"))).isEqualTo(shown());
    }

    @Test
    void theDashboardAsksForMetricsThatAreThere() throws IOException {
        JsonObject dashboard;
        try (JsonReader reader = Json.createReader(new StringReader(text("server-config/grafana/caraway.json")))) {
            dashboard = reader.readObject();
        }
        List<JsonObject> panels = dashboard.getJsonArray("panels").getValuesAs(JsonObject.class);
        List<String> expressions = panels.stream()
                .flatMap(panel -> panel.getJsonArray("targets").getValuesAs(JsonObject.class).stream())
                .map(target -> target.getString("expr"))
                .toList();

        assertThat(panels).extracting(panel -> panel.getInt("id")).doesNotHaveDuplicates();
        assertThat(panels).allMatch(panel -> panel.getJsonObject("gridPos").getInt("w") <= 24);
        assertThat(expressions).isNotEmpty().allSatisfy(MonitoringFilesTest::isAQuery);
        assertThat(named(text("server-config/grafana/caraway.json"))).isSubsetOf(shown());
    }

    @Test
    void eachAlertIsWholeAndAsksForMetricsThatAreThere() throws IOException {
        String text = text("server-config/prometheus/caraway-alerts.yml");
        List<String> names =
                ALERT.matcher(text).results().map(found -> found.group(1)).toList();
        List<String> rules = new ArrayList<>(
                Stream.of(text.split("(?m)^      - alert: ")).skip(1).toList());

        assertThat(names)
                .doesNotHaveDuplicates()
                .contains(
                        "CarawayDatabaseAway",
                        "CarawayWorkerOffline",
                        "CarawayFailureRatioTooHigh",
                        "CarawayWaitTooLong",
                        "CarawayOldestTaskTooOld",
                        "CarawayUnclaimableNames");
        for (String rule : rules) {
            PARTS.forEach(part -> assertThat(rule).containsPattern(part));
            isAQuery(rule.substring(rule.indexOf("expr: ") + 6, rule.indexOf("        for: ")));
        }
        assertThat(named(text)).isSubsetOf(shown());
    }

    private static void isAQuery(String expression) {
        assertThat(named(expression)).as(expression).isNotEmpty();
        for (String pair : List.of("()", "[]", "{}")) {
            assertThat(expression
                            .chars()
                            .filter(letter -> letter == pair.charAt(0))
                            .count())
                    .as(expression)
                    .isEqualTo(expression
                            .chars()
                            .filter(letter -> letter == pair.charAt(1))
                            .count());
        }
    }
}
