package org.caraway.web;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.caraway.Overlap;
import org.caraway.TaskCall;
import org.caraway.TaskState;
import org.caraway.Workflow;
import org.caraway.admin.FireOutcome;
import org.caraway.admin.ScheduleFire;
import org.caraway.admin.ScheduleInfo;
import org.caraway.admin.ScheduleSettings;
import org.caraway.admin.ScheduleState;
import org.caraway.admin.Schedules;
import org.caraway.admin.Timing;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Requests;
import org.caraway.web.internal.json.ScheduleShapes;
import org.junit.jupiter.api.Test;

/** Requests for schedules. */
class ScheduleRequestsTest {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final UUID ID = UUID.fromString("01a1fd2c-d609-74a5-95d7-a725dc43b294");

    private final List<String> calls = new ArrayList<>();
    private ScheduleSettings settings = ScheduleSettings.of(Timing.cron("0 3 * * *"));
    private boolean exists = true;

    private final Stub schedules = new Stub();
    private final Stub tasks = new Stub().answer("remoteCall", any -> Optional.of(TaskCall.of("Mail.send", List.of())));

    ScheduleRequestsTest() {
        schedules
                .answer("by", arguments -> {
                    calls.add("by " + requireNonNull(arguments)[0]);
                    return schedules.of(Schedules.class);
                })
                .answer("find", any -> exists ? Optional.of(info()) : Optional.empty())
                .answer("list", any -> List.of(info()))
                .answer("next", any -> List.of(NOON, NOON.plusSeconds(60)))
                .answer(
                        "history",
                        any -> List.of(new ScheduleFire(NOON, FireOutcome.FIRED, ID, TaskState.SUCCESS, null, NOON)))
                .answer("change", arguments -> changed(requireNonNull(arguments)))
                .answer("create", arguments -> {
                    settings = (ScheduleSettings) requireNonNull(requireNonNull(arguments)[2]);
                    exists = true;
                    calls.add("create");
                    return info();
                })
                .answer("pause", any -> noted("pause"))
                .answer("resume", any -> noted("resume"))
                .answer("reset", any -> noted("reset"))
                .answer("runNow", any -> ID)
                .answer("delete", any -> exists);
    }

    @SuppressWarnings("unchecked")
    private ScheduleInfo changed(Object[] arguments) {
        if (arguments[1] instanceof UnaryOperator<?> change) {
            settings = ((UnaryOperator<ScheduleSettings>) change).apply(settings);
        }
        calls.add("change");
        return info();
    }

    private ScheduleInfo noted(String call) {
        calls.add(call);
        return info();
    }

    private ScheduleInfo info() {
        return new ScheduleInfo(
                ID,
                "nightly",
                "Mail.send",
                null,
                Map.of("queue", "mail"),
                Optional.of(settings),
                "at 03:00 each day in UTC",
                ScheduleState.ACTIVE,
                null,
                NOON,
                null,
                7,
                0,
                true,
                Set.of(),
                NOON,
                null);
    }

    private Answer answer(String role, String method, String path, String body) {
        return TestEndpoint.over(tasks, new Stub(), schedules)
                .answer(Requests.by(
                        Requests.as("ann", role),
                        Requests.with(body, method, path, "Content-Type", "application/json")));
    }

    private static JsonObject body(Answer answer) {
        return requireNonNull(answer.body(), "body").asJsonObject();
    }

    @Test
    void readersSeeSchedulesWithTheirNextFiresAndTheirHistory() {
        JsonObject one = body(answer("reader", "GET", "schedules/nightly", ""));

        assertThat(one.getString("expression")).isEqualTo("0 3 * * *");
        assertThat(one.getJsonArray("next").getString(1)).isEqualTo("2026-11-30T12:01:00Z");
        assertThat(body(answer("reader", "GET", "schedules", "")).getJsonArray("schedules"))
                .hasSize(1);
        JsonObject fire = body(answer("reader", "GET", "schedules/nightly/history", ""))
                .getJsonArray("fires")
                .getJsonObject(0);
        assertThat(fire.getString("taskState")).isEqualTo("SUCCESS");
    }

    @Test
    void operatorsChangeWhatTheBodyNames() {
        Answer answer = answer(
                "operator",
                "PUT",
                "schedules/nightly",
                "{\"overlap\":\"SKIP\",\"jitter\":\"PT5M\",\"except\":[\"holidays\"],\"paused\":true}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(settings.overlap()).isEqualTo(Overlap.SKIP);
        assertThat(settings.jitter()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.except()).containsExactly("holidays");
        assertThat(body(answer).getJsonArray("except")).hasToString("[\"holidays\"]");
        assertThat(settings.timing().expression()).isEqualTo("0 3 * * *");
        assertThat(calls).containsExactly("by ann", "change", "pause");
    }

    @Test
    void operatorsCreateRunResetAndDelete() {
        exists = false;
        Answer created = answer(
                "operator",
                "PUT",
                "schedules/new",
                "{\"task\":\"Mail.send\",\"expression\":\"PT1H\",\"kind\":\"EVERY\"}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(settings.timing()).isEqualTo(Timing.every(Duration.ofHours(1)));
        assertThat(answer("operator", "POST", "schedules/new/run", "").status()).isEqualTo(202);
        assertThat(answer("operator", "POST", "schedules/new/reset", "").status())
                .isEqualTo(200);
        assertThat(answer("operator", "DELETE", "schedules/new", "").status()).isEqualTo(204);
        exists = false;
        assertThat(answer("operator", "DELETE", "schedules/new", "").status()).isEqualTo(404);
    }

    @Test
    void operatorsScheduleWorkflowsOfRemoteTasks() {
        exists = false;
        tasks.answer("remoteWorkflow", any -> Workflow.group(List.of(TaskCall.of("Mail.send", List.of()))));

        Answer created = answer(
                "operator", "PUT", "schedules/new", "{\"workflow\":{\"group\":[]},\"expression\":\"0 3 * * *\"}");
        Answer both =
                answer("operator", "PUT", "schedules/new", "{\"workflow\":{\"group\":[]},\"task\":\"Mail.send\"}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(calls).containsExactly("by ann", "create");
        assertThat(body(both).getJsonArray("errors").getJsonObject(0).getString("pointer"))
                .isEqualTo("/workflow");
    }

    @Test
    void argumentsOfAScheduledWorkflowAreNotShown() {
        ScheduleInfo secret = new ScheduleInfo(
                UUID.randomUUID(),
                "nightly",
                "",
                "{\"group\":[{\"task\":\"Mail.send\",\"arguments\":[\"secret\"]}]}",
                Map.of(),
                Optional.empty(),
                "",
                ScheduleState.ACTIVE,
                null,
                null,
                null,
                0,
                0,
                false,
                Set.of(),
                Instant.EPOCH,
                null);

        assertThat(ScheduleShapes.schedule(secret).get("workflow"))
                .hasToString("{\"group\":[{\"task\":\"Mail.send\"}]}");
    }

    @Test
    void operatorsBackfillASpanOfThePast() {
        schedules.answer("backfill", arguments -> List.of(requireNonNull(requireNonNull(arguments)[1])));

        Answer answer = answer(
                "operator",
                "POST",
                "schedules/nightly/backfill",
                "{\"from\":\"2026-11-30T12:00:00Z\",\"to\":\"2026-11-30T13:00:00Z\"}");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(body(answer).getJsonArray("fires").getString(0)).isEqualTo("2026-11-30T12:00:00Z");
        assertThat(answer("operator", "POST", "schedules/nightly/backfill", "{}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void whatIsWrongIsAProblem() {
        assertThat(answer("reader", "PUT", "schedules/nightly", "{}").status()).isEqualTo(403);
        assertThat(body(answer("operator", "PUT", "schedules/nightly", "{\"misfire\":\"NEVER\",\"zone\":\"Mars\"}"))
                        .getJsonArray("errors"))
                .hasSize(2);
        exists = false;
        assertThat(answer("reader", "GET", "schedules/none", "").status()).isEqualTo(404);
        assertThat(body(answer("operator", "PUT", "schedules/none", "{\"overlap\":\"SKIP\"}"))
                        .getString("detail"))
                .contains("to create it, give task or workflow, and expression");
    }
}
