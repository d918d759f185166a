package org.caraway.it.web.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.caraway.it.harness.EventReader;
import org.caraway.it.harness.Pause;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.PostgresDatabase;
import org.caraway.it.harness.RestClient;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TestWar;
import org.caraway.it.web.rest.RestApplication;
import org.caraway.it.web.rest.RestOperations;
import org.junit.jupiter.api.Test;

/**
 * Measures what 1,000 clients that follow tasks cost the node that they are connected to, which runs tasks as well, and
 * how late they are told: {@code mvn -Plive verify}, with {@code -Dlive.clients}, {@code -Dlive.tasks} and
 * {@code -Dlive.rounds}. Clients, server and database share the machine, so leave it alone meanwhile. Figures are
 * printed; asserted is only that everything arrives. {@code mvn verify} runs it with a few.
 *
 * <p>Half of the clients follow a task each, which waits; the other half follow the changes of a queue where little
 * happens. The load is tasks without work in another queue, in rounds with and without clients by turns; its rate is
 * from the first start to the last end, by the database's clock.
 */
class LiveLoad {

    private static final int CLIENTS = Integer.getInteger("live.clients", 1_000);
    private static final int TASKS = Integer.getInteger("live.tasks", 60_000);
    private static final int ROUNDS = Integer.getInteger("live.rounds", 5);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** The first ping after a client has gone is answered with a reset, and the second one, 15 s later, finds it. */
    private static final Duration UNTIL_NOTICED = Duration.ofSeconds(35);

    private static final Pattern REPORTED = Pattern.compile("\"message\":\"step \\d+ at (\\d+)");

    @Test
    void measuresTheEngineWithAndWithoutClientsAndHowLateTheyAreTold() throws Exception {
        Path war = TestWar.write(TestWar.lean(
                "live-load",
                "caraway.worker.queues=default:8,load:16\n",
                LiveTasks.class,
                RestOperations.class,
                RestApplication.class,
                RestApplication.Users.class));
        try (PostgresDatabase database = PostgresDatabase.start();
                PayaraProcess server = PayaraProcess.start(ServerSettings.onPostgres("live-load", war, database))) {
            RestClient submitter = new RestClient(server.base().resolve("api/"), "submitter");
            rate(submitter, database);
            List<Long> without = new ArrayList<>();
            List<Long> with = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                without.add(rate(submitter, database));
                List<EventReader> clients = connect(submitter);
                with.add(rate(submitter, database));
                if (i == ROUNDS - 1) {
                    tellDelays("progress", delays(submitter));
                }
                clients.forEach(EventReader::close);
                if (i < ROUNDS - 1) {
                    Pause.of(UNTIL_NOTICED);
                }
            }
            System.out.println("Tasks per second without clients " + without + ", with " + CLIENTS + " " + with
                    + "; medians " + median(without) + " and " + median(with));
            assertThat(server.log()).doesNotContain("This is a bug in Caraway");
        }
    }

    private static long rate(RestClient submitter, PostgresDatabase database) throws Exception {
        database.execute("DELETE FROM caraway_finished WHERE name = 'LiveTasks.nothing'");
        submitter.submit("LiveTasks.load", "[" + TASKS + "]");
        await("all have run")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> database.count("SELECT COUNT(*) FROM caraway_finished WHERE name = 'LiveTasks.nothing'")
                        == TASKS);
        long millis =
                database.count("SELECT CAST(EXTRACT(EPOCH FROM MAX(finished_at) - MIN(started_at)) * 1000 AS bigint)"
                        + " FROM caraway_finished WHERE name = 'LiveTasks.nothing'");
        return TASKS * 1_000L / millis;
    }

    private static List<EventReader> connect(RestClient submitter) {
        RestClient reader = submitter.as("reader");
        List<EventReader> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i += 2) {
            String waiting =
                    submitter.submit("LiveTasks.step", "{\"arguments\":[1,1],\"options\":{\"delay\":\"PT1H\"}}");
            clients.add(EventReader.follow(reader, "caraway/events?task=" + waiting));
            clients.add(EventReader.follow(reader, "caraway/events?queue=default"));
        }
        clients.forEach(client ->
                assertThat(client.response().statusCode()).as("the status").isEqualTo(200));
        return clients;
    }

    /** From each report of a task to when a client of its own has it. */
    private static List<Long> delays(RestClient submitter) {
        String id = submitter.submit("LiveTasks.step", "[200, 37]");
        EventReader client = EventReader.follow(submitter, "caraway/events?task=" + id);
        assertThat(client.awaitEnd()).isTrue();
        List<EventReader.Event> events = client.events();
        List<Long> delays = new ArrayList<>();
        String last = "";
        for (int i = 1; i < events.size(); i++) { // the first is as old as it may be
            Matcher reported = REPORTED.matcher(events.get(i).data());
            if (reported.find() && !reported.group(1).equals(last)) {
                last = reported.group(1);
                delays.add(client.arrivals().get(i) - Long.parseLong(last));
            }
        }
        Collections.sort(delays);
        return delays;
    }

    private static void tellDelays(String what, List<Long> sorted) {
        System.out.println("Milliseconds from a report of " + what + " to a client, of " + sorted.size() + ": median "
                + sorted.get(sorted.size() / 2) + ", 99 % " + sorted.get(sorted.size() * 99 / 100) + ", most "
                + sorted.get(sorted.size() - 1));
    }

    private static long median(List<Long> values) {
        List<Long> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
