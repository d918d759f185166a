package org.caraway.it.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.caraway.it.demo.ConsoleBrowser.Look;
import org.caraway.it.harness.Build;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.ServerSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What an operator sees and does in the console, in Chromium, over the demo and its trouble. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleIT {

    private static final String PASSWORD = "of-the-test";
    /** Pages whose contrast is measured in dark colours as well: they have all parts between them. */
    private static final List<String> IN_THE_DARK = List.of("overview", "tasks", "task");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private @Nullable PayaraProcess server;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private ConsoleBrowser browser;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private DemoClient demo;

    @BeforeAll
    void openTheConsole() {
        assumeTrue(
                ConsoleBrowser.isInstalled(), "needs /usr/bin/chromium and /usr/bin/chromedriver, as Debian has them");
        PayaraProcess started =
                PayaraProcess.start(ServerSettings.onH2("demo-console", Build.serverFile("caraway-demo.war"))
                        .with("DEMO_OPERATOR_PASSWORD", PASSWORD));
        server = started;
        demo = new DemoClient(started.base());
        browser = ConsoleBrowser.open(started.base(), "operator:" + PASSWORD);
    }

    @AfterAll
    void close() {
        if (server != null) {
            browser.close();
            server.close();
        }
    }

    private JsonObject causeTrouble() throws Exception {
        HttpResponse<String> answer = demo.operate("demo/trouble", PASSWORD, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return DemoClient.object(answer);
    }

    @Test
    void aTaskThatFailedIsFoundAndRetriedWithOtherArgumentsAndWatched() throws Exception {
        String failing = causeTrouble().getString("failing");
        awaitState(failing, "FAILURE");

        browser.show("");
        browser.click("Trouble.totalOf has failed");
        browser.awaitText("'12,50' is no amount; write it with a point, such as 12.50");
        browser.click("Retry with other arguments");
        browser.edit("12,50", "12.50");
        browser.picture("retry-with-other-arguments");
        browser.confirm();

        browser.awaitText("printing line");
        browser.awaitText("39.40");
        browser.awaitText("SUCCESS");
        browser.picture("task-succeeded");
    }

    @Test
    void aWorkflowThatWaitsForASignalGoesOn() throws Exception {
        String workflow = causeTrouble().getString("workflow");

        browser.show("workflows?state=WAITING");
        browser.awaitText(workflow);
        browser.show("tasks/" + workflow + "/workflow");
        browser.click("Trouble.approve");
        browser.awaitText("It waits for the signal \"approved\"");
        browser.picture("task-waits-for-a-signal");
        browser.click("Send the signal");
        browser.confirm();

        awaitState(workflow, "SUCCESS");
        browser.show("tasks/" + workflow + "/workflow");
        browser.awaitText("3 done");
    }

    @Test
    void aPausedQueueIsResumedAndAllOfItIsRecorded() throws Exception {
        causeTrouble();

        browser.show("");
        browser.awaitText("Queue invoices is paused");
        browser.show("tasks?queue=invoices&state=PENDING");
        browser.click("Trouble.printInvoice");
        browser.awaitText("Queue invoices is paused.");
        browser.click("Resume the queue");

        browser.show("tasks?queue=invoices&state=PENDING");
        browser.awaitText("No task matches");
        browser.show("audit");
        assertThat(browser.text()).containsIgnoringCase("resume").contains("operator");
    }

    @Test
    void aScheduleIsPausedResumedAndRunNow() {
        browser.show("schedules");
        browser.click("Pause");
        browser.confirm();
        browser.awaitText("PAUSED");
        browser.click("Resume");
        browser.awaitText("ACTIVE");
        browser.click("Run now");
        browser.confirm();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(browser.page()).startsWith("/tasks/"));
        browser.awaitText("Analysis.cleanUp");
    }

    @Test
    void eachPageIsAccessibleAndFitsItsWindowInEachLook() throws Exception {
        String failing = causeTrouble().getString("failing");
        awaitState(failing, "FAILURE");
        List<String> wrong = new ArrayList<>();

        browser.complaints();
        for (String page : List.of(
                "overview",
                "failures",
                "tasks",
                "workflows",
                "queues",
                "workers",
                "schedules?schedule=Analysis.cleanUp",
                "audit",
                "tasks/" + failing)) {
            browser.show(page);
            String name = page.equals("tasks/" + failing) ? "task" : page.replaceFirst("\\?.*", "");
            for (Look look : Look.values()) {
                browser.look(look);
                browser.picture(name + "-" + look.name().toLowerCase(Locale.ROOT));
                if (browser.overflows()) {
                    wrong.add(name + " is wider than the window of " + look);
                }
                if (look == Look.LIGHT || (look == Look.DARK && IN_THE_DARK.contains(name))) {
                    browser.seriousViolations().forEach(found -> wrong.add(name + ", " + look + ": " + found));
                }
            }
            browser.look(Look.LIGHT);
        }
        wrong.addAll(browser.complaints());

        assertThat(wrong).isEmpty();
    }

    @Test
    void theKeyboardMovesBetweenPagesAndShowsItsKeys() {
        browser.show("overview");
        browser.press("?");
        browser.awaitText("go to failures");
        browser.closeDialog();
        browser.press("g", "q");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(browser.page()).isEqualTo("/queues"));
    }

    @Test
    void aLostConnectionIsShownAndHeals() {
        browser.show("queues");

        browser.offline(true);
        browser.awaitText("The server does not answer. What you see may be old");
        browser.offline(false);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(browser.text()).doesNotContain("The server does not answer"));
        browser.complaints(); // of the time without a network
    }

    private void awaitState(String task, String state) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(demo.object("tasks/" + task).getString("state"))
                        .isEqualTo(state));
    }
}
