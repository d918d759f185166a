package org.caraway.it.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.ServerSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the demo does over HTTP, the same on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DemoConformance {

    private static final String XML = "application/xml";
    private static final String PASSWORD = "of-the-test";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init") // set before all tests
    private PayaraProcess server;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private DemoClient demo;

    abstract ServerSettings settings();

    @BeforeAll
    final void startServer() {
        server = PayaraProcess.start(settings().with("DEMO_OPERATOR_PASSWORD", PASSWORD));
        demo = new DemoClient(server.base());
    }

    @AfterAll
    final void stopServer() {
        server.close();
    }

    @Test
    void aReportIsAcceptedAndAnalysedInTheBackground() throws Exception {
        SampleReport report = SampleReport.load();

        HttpResponse<String> accepted = demo.upload(XML, report.content());

        assertThat(accepted.statusCode()).isEqualTo(202);
        String location = accepted.headers().firstValue("Location").orElseThrow();
        assertThat(location)
                .isEqualTo(
                        server.base() + "reports/" + DemoClient.object(accepted).getInt("id"));
        JsonObject done = awaitStatus(location, "DONE");
        assertThat(done.getJsonObject("counts").getInt("tests")).isEqualTo((int) report.testCases());
        assertThat(done.getJsonObject("counts").getInt("passed")).isPositive();
        assertThat(demo.array(location + "/cases")).hasSize((int) report.testCases());
    }

    @Test
    void theTaskOfAReportCanBeAskedForByItsId() throws Exception {
        HttpResponse<String> accepted = demo.upload(XML, SampleReport.load().content());
        String location = accepted.headers().firstValue("Location").orElseThrow();
        String task = DemoClient.object(accepted).getString("task");

        awaitStatus(location, "DONE");

        JsonObject view = demo.object("tasks/" + task);
        assertThat(view.getString("state")).isEqualTo("SUCCESS");
        assertThat(view.getString("name")).isEqualTo("Analysis.summarise");
        assertThat(view.getString("queue")).isEqualTo("reports");
    }

    @Test
    void theTenantOfTheUploadIsThatOfItsAnalysis() throws Exception {
        byte[] report = SampleReport.load().content();

        assertThat(tenantOf(demo.upload(XML, report, "north"))).isEqualTo("north");
        assertThat(tenantOf(demo.upload(XML, report))).isEqualTo("public");

        HttpResponse<String> refused = demo.upload(XML, report, "Not A Tenant");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(DemoClient.object(refused).getString("detail")).contains("X-Tenant does not name a tenant");
    }

    /** As the result of the task has it. */
    private String tenantOf(HttpResponse<String> accepted) throws Exception {
        assertThat(accepted.statusCode()).isEqualTo(202);
        awaitStatus(accepted.headers().firstValue("Location").orElseThrow(), "DONE");
        JsonObject view = demo.object("tasks/" + DemoClient.object(accepted).getString("task"));
        return DemoClient.parsed(view.getString("result")).getString("tenant");
    }

    @Test
    void failuresErrorsAndSkippedTestsAreToldApart() throws Exception {
        String xml = """
                <testsuites><testsuite name="s">
                  <testcase classname="A" name="passes" time="0.5"/>
                  <testcase classname="A" name="fails" time="1,000.5"><failure message="no">trace</failure></testcase>
                  <testcase classname="A" name="breaks"><error message="oh"/><system-out>text</system-out></testcase>
                  <testcase classname="A" name="waits"><skipped/></testcase>
                </testsuite></testsuites>
                """;

        HttpResponse<String> accepted = demo.upload("text/xml", xml.getBytes(UTF_8));
        String location = accepted.headers().firstValue("Location").orElseThrow();
        JsonObject counts = awaitStatus(location, "DONE").getJsonObject("counts");

        assertThat(counts.getInt("tests")).isEqualTo(4);
        assertThat(counts.getInt("failed")).isEqualTo(1);
        assertThat(counts.getInt("errors")).isEqualTo(1);
        assertThat(counts.getInt("skipped")).isEqualTo(1);
        JsonObject failed = demo.array(location + "/cases").getJsonObject(1);
        assertThat(failed.getString("message")).isEqualTo("no");
        assertThat(failed.getJsonNumber("seconds").doubleValue()).isEqualTo(1000.5);
    }

    /** One task for each test case: some fail, the others are stored, and the summary says which failed. */
    @Test
    void testCasesThatCannotBeStoredAreNamed() throws Exception {
        String xml = """
                <testsuite name="s">
                  <testcase classname="A" name="one"/>
                  <testcase classname="A"/>
                  <testcase classname="A" name="three"/>
                </testsuite>
                """;

        HttpResponse<String> accepted = demo.upload("text/xml", xml.getBytes(UTF_8));
        String location = accepted.headers().firstValue("Location").orElseThrow();
        JsonObject done = awaitStatus(location, "DONE");

        assertThat(done.getJsonObject("counts").getInt("tests")).isEqualTo(2);
        assertThat(done.getJsonArray("notStored").getString(0)).isEqualTo("Test case 2 has no name");
        assertThat(done.getJsonArray("notStored")).hasSize(1);
        JsonObject summary = DemoClient.parsed(
                demo.object("tasks/" + DemoClient.object(accepted).getString("task"))
                        .getString("result"));
        assertThat(summary.getInt("cases")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                    | The file is empty
                    <testsuite><testcase></testsuite>     | line 1
                    no xml at all                         | not well-formed
                    <html/>                               | The root element is <html>
                    <testsuite>&undeclared;</testsuite>   | not well-formed
                    """)
    void whatIsNoReportIsRefusedWithTheReason(String content, String reason) throws Exception {
        HttpResponse<String> refused = demo.upload(XML, content.getBytes(UTF_8));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(DemoClient.object(refused).getString("detail")).contains(reason);
    }

    @Test
    void anExternalEntityIsNotRead() throws Exception {
        String xml = """
                <!DOCTYPE testsuite [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
                <testsuite name="&secret;"><testcase classname="&secret;" name="a">&secret;</testcase></testsuite>
                """;

        HttpResponse<String> refused = demo.upload(XML, xml.getBytes(UTF_8));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("DOCTYPE").doesNotContain("root:");
    }

    @Test
    void anotherContentTypeIsRefused() throws Exception {
        HttpResponse<String> refused =
                demo.upload("text/plain", SampleReport.load().content());

        assertThat(refused.statusCode()).isEqualTo(415);
        assertThat(DemoClient.object(refused).getInt("status")).isEqualTo(415);
    }

    @Test
    void aReportOfTwentyMegabytesIsRefused() throws Exception {
        byte[] large = new byte[20 * 1024 * 1024];
        Arrays.fill(large, (byte) ' ');

        HttpResponse<String> refused = demo.upload(XML, large);

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(DemoClient.object(refused).getString("detail")).contains("10485760");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reports/999999",
                "reports/999999/cases",
                "reports/none",
                "tasks/00000000-0000-7000-8000-000000000000",
                "tasks/none"
            })
    void anUnknownIdIsNotFound(String path) throws Exception {
        HttpResponse<String> missing = demo.get(path);

        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(DemoClient.object(missing).getString("title")).isEqualTo("Not Found");
    }

    @Test
    void operatorsAnalyseAReportAgainOverRest() throws Exception {
        HttpResponse<String> uploaded = demo.upload(XML, SampleReport.load().content());
        String arguments = "[" + DemoClient.object(uploaded).getInt("id") + "]";
        awaitStatus(uploaded.headers().firstValue("Location").orElseThrow(), "DONE");

        HttpResponse<String> accepted = demo.operate("caraway/tasks/Analysis.analyse", PASSWORD, arguments);

        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        String location = accepted.headers().firstValue("Location").orElseThrow();
        assertThat(location).startsWith(server.base() + "caraway/tasks/");
        assertThat(demo.operate("caraway/tasks/Analysis.analyse", "wrong", arguments)
                        .statusCode())
                .isEqualTo(401);
        String task = DemoClient.object(accepted).getString("id");
        await("the analysis is over")
                .atMost(PATIENCE)
                .until(() -> demo.object("tasks/" + task).getString("state"), "SUCCESS"::equals);
    }

    @Test
    void thePageIsServedAtTheRoot() throws Exception {
        HttpResponse<String> page = demo.get("");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
    }

    private JsonObject awaitStatus(String location, String status) {
        return await("status " + status + " of " + location)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> demo.object(location), report -> status.equals(report.getString("status")));
    }
}
