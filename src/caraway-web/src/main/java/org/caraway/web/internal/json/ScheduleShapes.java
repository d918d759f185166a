package org.caraway.web.internal.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import org.caraway.admin.ScheduleFire;
import org.caraway.admin.ScheduleInfo;
import org.caraway.admin.ScheduleSettings;
import org.jspecify.annotations.Nullable;

/** Schedules as JSON. Stateless. */
public final class ScheduleShapes {

    private static final JsonProvider JSON = JsonProvider.provider();

    private ScheduleShapes() {}

    /** A schedule without its next fires. */
    public static JsonObject schedule(ScheduleInfo schedule) {
        return members(schedule).build();
    }

    /** A schedule with its next fires. */
    public static JsonObject schedule(ScheduleInfo schedule, List<Instant> next) {
        JsonArrayBuilder fires = JSON.createArrayBuilder();
        next.forEach(fire -> fires.add(fire.toString()));
        return members(schedule).add("next", fires.build()).build();
    }

    private static Members members(ScheduleInfo schedule) {
        Members members = new Members(JSON.createObjectBuilder())
                .text("name", schedule.name())
                .text("id", schedule.id())
                .text("task", schedule.task())
                .json("workflow", withoutArguments(schedule.workflow()))
                .text("description", schedule.description())
                .text("state", schedule.state())
                .text("reason", schedule.reason())
                .text("nextAt", schedule.nextAt())
                .text("lastAt", schedule.lastAt())
                .number("runs", schedule.runs())
                .number("firesWithoutRun", schedule.firesWithoutRun())
                .truth("declared", schedule.declared())
                .text("changedAt", schedule.changedAt())
                .text("changedBy", schedule.changedBy());
        JsonObjectBuilder options = JSON.createObjectBuilder();
        schedule.options().forEach(options::add);
        JsonArrayBuilder edited = JSON.createArrayBuilder();
        schedule.edited().stream().sorted().forEach(edited::add);
        members.add("options", options.build()).add("edited", edited.build());
        return schedule.settings().map(settings -> with(members, settings)).orElse(members);
    }

    /** Arguments may be secret, and are shown of no schedule. */
    private static @Nullable String withoutArguments(@Nullable String workflow) {
        if (workflow == null) {
            return null;
        }
        try (JsonReader reader = JSON.createReader(new StringReader(workflow))) {
            return withoutArguments(reader.readValue()).toString();
        }
    }

    private static JsonValue withoutArguments(JsonValue value) {
        if (value instanceof JsonObject object) {
            JsonObjectBuilder kept = JSON.createObjectBuilder();
            object.forEach((name, member) -> {
                if (!name.equals("arguments")) {
                    kept.add(name, withoutArguments(member));
                }
            });
            return kept.build();
        }
        if (value instanceof JsonArray array) {
            JsonArrayBuilder kept = JSON.createArrayBuilder();
            array.forEach(element -> kept.add(withoutArguments(element)));
            return kept.build();
        }
        return value;
    }

    private static Members with(Members members, ScheduleSettings settings) {
        Long maxRuns = settings.maxRuns();
        members.text("kind", settings.timing().kind())
                .text("expression", settings.timing().expression())
                .text("zone", settings.timing().zone())
                .text("startAt", settings.startAt())
                .text("endAt", settings.endAt())
                .text("jitter", settings.jitter())
                .text("misfire", settings.misfire())
                .text("catchUp", settings.catchUp())
                .text("overlap", settings.overlap())
                .number("pauseAfterFailures", settings.pauseAfterFailures());
        JsonArrayBuilder except = JSON.createArrayBuilder();
        settings.except().stream().sorted().forEach(except::add);
        members.add("except", except.build());
        return maxRuns == null ? members : members.number("maxRuns", maxRuns);
    }

    /** A fire in the history. */
    public static JsonObject fire(ScheduleFire fire) {
        return new Members(JSON.createObjectBuilder())
                .text("at", fire.at())
                .text("outcome", fire.outcome())
                .text("taskId", fire.taskId())
                .text("taskState", fire.taskState())
                .text("reason", fire.reason())
                .text("recordedAt", fire.recordedAt())
                .build();
    }
}
