package org.caraway.internal.feed;

import static java.util.Objects.requireNonNull;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.caraway.Progress;
import org.caraway.admin.TaskChange;
import org.caraway.admin.TaskChange.Kind;
import org.caraway.internal.store.feed.FeedRow;
import org.jspecify.annotations.Nullable;

/**
 * Changes as the JSON of a row, and back. Thread-safe.
 *
 * <p>A change contains its age, so that readers compute its time by the database's clock: the row's time minus the age.
 * A kind that this version does not have, written by a newer node, is skipped.
 *
 * <p>A change omits its name, queue, attempt, worker and caller if they are the same as in the change before it: under
 * load a row has hundreds of changes, and writing and reading them is most of the cost of the feed.
 */
final class ChangeText {

    private static final int CHANGES_CAP = 500;
    private static final String GAP = "GAP";

    private final JsonProvider json = JsonProvider.provider();
    private final Map<String, Kind> kinds = Stream.of(Kind.values()).collect(toMap(Kind::name, identity()));

    /**
     * An entry of a row. Immutable.
     *
     * @param index its index
     * @param change the change, null if changes were lost here
     */
    record Entry(int index, @Nullable TaskChange change) {}

    /** The texts of the rows for these changes. */
    List<String> write(ChangeBuffer.Taken taken) {
        long now = System.nanoTime();
        List<LocalChange> changes = taken.changes();
        List<String> rows = new ArrayList<>();
        for (int from = 0; from == 0 || from < changes.size(); from += CHANGES_CAP) {
            int to = Math.min(changes.size(), from + CHANGES_CAP);
            JsonArrayBuilder row = json.createArrayBuilder();
            LocalChange before = null;
            for (LocalChange change : changes.subList(from, to)) {
                row.add(objectOf(change, before, now));
                before = change;
            }
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

    private JsonObjectBuilder objectOf(LocalChange change, @Nullable LocalChange before, long now) {
        JsonObjectBuilder object = json.createObjectBuilder()
                .add("kind", change.kind().name())
                .add("id", change.id().toString())
                .add("ago", TimeUnit.NANOSECONDS.toMillis(now - change.nanos()));
        addIfOther(object, "name", change.name(), before == null ? null : before.name());
        addIfOther(object, "queue", change.queue(), before == null ? null : before.queue());
        addIfOther(object, "worker", change.worker(), before == null ? null : before.worker());
        addIfOther(object, "caller", change.caller(), before == null ? null : before.caller());
        if (before == null || change.attempt() != before.attempt()) {
            object.add("attempt", change.attempt());
        }
        if (!change.root().equals(change.id())) {
            object.add("root", change.root().toString());
        }
        add(object, "delay", change.delay() == null ? null : change.delay().toString());
        add(object, "error", change.error());
        Progress progress = change.progress();
        if (progress != null) {
            object.add("current", progress.current()).add("total", progress.total());
        }
        add(object, "message", progress == null ? change.message() : progress.message());
        return object;
    }

    private static void addIfOther(
            JsonObjectBuilder object, String name, @Nullable String value, @Nullable String before) {
        if (Objects.equals(value, before)) {
            return;
        }
        if (value == null) {
            object.addNull(name);
        } else {
            object.add(name, value);
        }
    }

    private static void add(JsonObjectBuilder object, String name, @Nullable String value) {
        if (value != null) {
            object.add(name, value);
        }
    }

    /**
     * The entries of the row. An unreadable row, which only a SQL client can have written, is one entry of lost
     * changes.
     */
    List<Entry> read(FeedRow row) {
        try (JsonReader reader = json.createReader(new StringReader(row.changes()))) {
            JsonArray array = reader.readArray();
            List<Entry> entries = new ArrayList<>(array.size());
            Common common = new Common();
            for (int i = 0; i < array.size(); i++) {
                JsonObject object = array.getJsonObject(i);
                common.take(object);
                String name = object.getString("kind");
                Kind kind = kinds.get(name);
                if (kind != null) {
                    Position behind = Position.behind(row.seq(), i, array.size());
                    entries.add(new Entry(i, changeOf(object, common, kind, behind, row.at())));
                } else if (name.equals(GAP)) {
                    entries.add(new Entry(i, null));
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

    /** The values that a change takes from the change before it. Confined to the reading of one row. */
    private static final class Common {

        private @Nullable String name;
        private @Nullable String queue;
        private @Nullable String worker;
        private @Nullable String caller;
        private int attempt;

        void take(JsonObject object) {
            name = text(object, "name", name);
            queue = text(object, "queue", queue);
            worker = text(object, "worker", worker);
            caller = text(object, "caller", caller);
            attempt = object.getInt("attempt", attempt);
        }

        private static @Nullable String text(JsonObject object, String member, @Nullable String before) {
            JsonValue value = object.get(member);
            if (value == null) {
                return before;
            }
            return value.equals(JsonValue.NULL) ? null : object.getString(member);
        }
    }

    private static TaskChange changeOf(JsonObject object, Common common, Kind kind, Position behind, Instant told) {
        UUID id = UUID.fromString(object.getString("id"));
        String root = object.getString("root", null);
        String delay = object.getString("delay", null);
        String message = object.getString("message", null);
        boolean progress = object.containsKey("total");
        return new TaskChange(
                behind.text(),
                kind,
                id,
                requireNonNull(common.name),
                requireNonNull(common.queue),
                common.attempt,
                told.minusMillis(object.getJsonNumber("ago").longValue()),
                root == null ? id : UUID.fromString(root),
                common.worker,
                common.caller,
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
