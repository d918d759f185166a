package org.caraway.internal.feed;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.caraway.Progress;
import org.caraway.admin.TaskChange;
import org.caraway.admin.TaskChange.Kind;
import org.caraway.internal.store.FeedRow;
import org.jspecify.annotations.Nullable;

/**
 * Changes as the JSON of a row, and back. Thread-safe.
 *
 * <p>A change says how long ago it was, so that the instant that readers are told is the database's: the row's, less that. A kind that
 * this version does not know, written by a newer node, is passed over.
 */
final class ChangeText {

    private static final int CHANGES_CAP = 500;
    private static final String GAP = "GAP";

    private final JsonProvider json = JsonProvider.provider();

    /**
     * What stands at one place of a row. Immutable.
     *
     * @param index which
     * @param change what happened, null if something was lost there
     */
    record Entry(int index, @Nullable TaskChange change) {}

    /** The rows that tell all this. */
    List<String> write(ChangeBuffer.Taken taken) {
        long now = System.nanoTime();
        List<LocalChange> changes = taken.changes();
        List<String> rows = new ArrayList<>();
        for (int from = 0; from == 0 || from < changes.size(); from += CHANGES_CAP) {
            int to = Math.min(changes.size(), from + CHANGES_CAP);
            JsonArrayBuilder row = json.createArrayBuilder();
            changes.subList(from, to).forEach(change -> row.add(objectOf(change, now)));
            if (taken.lost() && to == changes.size()) {
                row.add(json.createObjectBuilder().add("kind", GAP));
            }
            rows.add(encodable(row.build().toString()));
        }
        return rows;
    }

    /** Half of a surrogate pair, which a database may refuse, becomes a question mark. */
    private static String encodable(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text)
                ? text
                : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private JsonObjectBuilder objectOf(LocalChange change, long now) {
        JsonObjectBuilder object = json.createObjectBuilder()
                .add("kind", change.kind().name())
                .add("id", change.id().toString())
                .add("name", change.name())
                .add("queue", change.queue())
                .add("attempt", change.attempt())
                .add("ago", TimeUnit.NANOSECONDS.toMillis(now - change.nanos()));
        if (!change.root().equals(change.id())) {
            object.add("root", change.root().toString());
        }
        add(object, "worker", change.worker());
        add(object, "caller", change.caller());
        add(object, "delay", change.delay() == null ? null : change.delay().toString());
        add(object, "error", change.error());
        Progress progress = change.progress();
        if (progress != null) {
            object.add("current", progress.current()).add("total", progress.total());
        }
        add(object, "message", progress == null ? change.message() : progress.message());
        return object;
    }

    private static void add(JsonObjectBuilder object, String name, @Nullable String value) {
        if (value != null) {
            object.add(name, value);
        }
    }

    /** What the row tells; a row that nobody can read, which only a SQL client can have written, is one thing that was lost. */
    List<Entry> read(FeedRow row) {
        try (JsonReader reader = json.createReader(new StringReader(row.changes()))) {
            JsonArray array = reader.readArray();
            List<Entry> entries = new ArrayList<>(array.size());
            for (int i = 0; i < array.size(); i++) {
                JsonObject object = array.getJsonObject(i);
                Position behind = Position.behind(row.seq(), i, array.size());
                if (GAP.equals(object.getString("kind"))) {
                    entries.add(new Entry(i, null));
                } else if (kindOf(object).isPresent()) {
                    entries.add(new Entry(i, changeOf(object, kindOf(object).get(), behind, row.at())));
                }
            }
            return entries;
        } catch (JsonException
                | ClassCastException
                | NullPointerException
                | IllegalArgumentException
                | DateTimeParseException unreadable) {
            return List.of(new Entry(0, null));
        }
    }

    private static Optional<Kind> kindOf(JsonObject object) {
        String kind = object.getString("kind");
        return Stream.of(Kind.values())
                .filter(known -> known.name().equals(kind))
                .findFirst();
    }

    private static TaskChange changeOf(JsonObject object, Kind kind, Position behind, Instant told) {
        UUID id = UUID.fromString(object.getString("id"));
        String root = object.getString("root", null);
        String delay = object.getString("delay", null);
        String message = object.getString("message", null);
        boolean progress = object.containsKey("total");
        return new TaskChange(
                behind.text(),
                kind,
                id,
                object.getString("name"),
                object.getString("queue"),
                object.getInt("attempt"),
                told.minusMillis(object.getJsonNumber("ago").longValue()),
                root == null ? id : UUID.fromString(root),
                object.getString("worker", null),
                object.getString("caller", null),
                progress ? progressOf(object, message) : null,
                delay == null ? null : Duration.parse(delay),
                object.getString("error", null),
                progress ? null : message);
    }

    private static Progress progressOf(JsonObject object, @Nullable String message) {
        return new Progress(
                object.getJsonNumber("current").longValue(),
                object.getJsonNumber("total").longValue(),
                message);
    }
}
