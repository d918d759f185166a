package org.caraway.internal.store.worker;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.caraway.CallOptions;
import org.caraway.admin.WorkerDetail;
import org.caraway.admin.WorkerOrder;
import org.caraway.admin.WorkerSelection;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.audit.JdbcAuditLog;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.Intervals;
import org.caraway.internal.store.jdbc.RowValues;

/**
 * Sends requests and orders to workers, and returns their answers. Thread-safe.
 *
 * <p>A request is a row for each worker that is asked; the worker writes its answer into it. The sender deletes the
 * rows, answered or not. If it cannot, they expire: no worker answers them any more, and they are pruned. No row here
 * refers to the row of a worker by a foreign key, so that no request can hold up a heartbeat or a deregistration.
 */
public final class JdbcWorkerRequests implements WorkerRequests {

    private final Connections connections;

    public JdbcWorkerRequests(Connections connections) {
        this.connections = connections;
    }

    private static final String WORKERS = """
            SELECT worker.id, worker.host, worker.seen_at, worker.lease_until > CURRENT_TIMESTAMP AS alive, place.queue
              FROM caraway_worker AS worker
              LEFT JOIN caraway_worker_queue AS place
                ON place.worker_id = worker.id
               AND place.queue LIKE '@%'
             ORDER BY worker.started_at, worker.id, place.queue""";

    /**
     * Each worker has two queues of its own, the worker's and the node's; workers that have not reported any are
     * listed, too.
     */
    private static List<RequestedWorker> chosen(Connection connection, WorkerSelection workers) throws SQLException {
        List<RequestedWorker> all = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(WORKERS);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                String id = row.getString("id");
                String place = row.getString("queue");
                String node = place == null ? null : CallOptions.nodeOf(place).orElse(null);
                int last = all.size() - 1;
                boolean again = last >= 0 && all.get(last).id().equals(id);
                RequestedWorker worker = new RequestedWorker(
                        id,
                        row.getString("host"),
                        node == null && again ? all.get(last).node() : node,
                        RowValues.requiredInstant(row, "seen_at"),
                        row.getBoolean("alive"));
                if (again) {
                    all.set(last, worker);
                } else {
                    all.add(worker);
                }
            }
        }
        return all.stream()
                .filter(worker -> workers.includes(worker.id(), worker.node()))
                .toList();
    }

    private static final String INSERT_REQUEST = """
            INSERT INTO caraway_worker_request (worker_id, id, details, expires_at)
            VALUES (?, ?, ?, CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND)""";

    @Override
    public List<RequestedWorker> ask(
            UUID request, WorkerSelection workers, Set<WorkerDetail> details, Duration validity) {
        return connections.aloneOnly("No request was sent to workers", connection -> {
            List<RequestedWorker> chosen = chosen(connection, workers);
            try (PreparedStatement insert = connection.prepareStatement(INSERT_REQUEST)) {
                for (RequestedWorker worker : chosen) {
                    insert.setString(1, worker.id());
                    insert.setObject(2, request);
                    insert.setString(3, details.stream().map(Enum::name).collect(Collectors.joining(" ")));
                    insert.setDouble(4, Intervals.seconds(validity));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            return chosen;
        });
    }

    /**
     * Parses the text that {@link #ask} wrote; words that this version does not know are ignored: a newer node may have
     * sent the request.
     */
    static Set<WorkerDetail> details(String text) {
        Set<String> words = new HashSet<>(List.of(text.split(" ", -1)));
        Set<WorkerDetail> details = EnumSet.allOf(WorkerDetail.class);
        details.removeIf(detail -> !words.contains(detail.name()));
        return details;
    }

    private static final String ANSWER = """
            UPDATE caraway_worker_request
               SET answer = ?
             WHERE worker_id = ?
               AND id = ?""";

    /** Returns false if nobody waits for it any more. */
    @Override
    public boolean answer(String workerId, UUID request, String answer) {
        return connections.alone("A request to worker " + workerId + " was not answered", connection -> {
            try (PreparedStatement update = connection.prepareStatement(ANSWER)) {
                update.setString(1, answer);
                update.setString(2, workerId);
                update.setObject(3, request);
                return update.executeUpdate() == 1;
            }
        });
    }

    private static final String ANSWERED = """
            SELECT worker_id
              FROM caraway_worker_request
             WHERE id = ?
               AND answer IS NOT NULL""";

    @Override
    public Set<String> answered(UUID request) {
        return connections.aloneOnly("The answers of workers were not counted", connection -> {
            Set<String> workers = new HashSet<>();
            try (PreparedStatement select = connection.prepareStatement(ANSWERED)) {
                select.setObject(1, request);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        workers.add(row.getString("worker_id"));
                    }
                }
            }
            return workers;
        });
    }

    private static final String ANSWERS = """
            SELECT worker_id, answer
              FROM caraway_worker_request
             WHERE id = ?
               AND answer IS NOT NULL""";

    private static final String FORGET = """
            DELETE FROM caraway_worker_request
             WHERE id = ?""";

    /** An answer that arrives between the two statements is too late. */
    @Override
    public Map<String, String> takeAnswers(UUID request) {
        return connections.aloneOnly("The answers of workers were not read", connection -> {
            Map<String, String> answers = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement(ANSWERS)) {
                select.setObject(1, request);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        answers.put(row.getString("worker_id"), row.getString("answer"));
                    }
                }
            }
            try (PreparedStatement delete = connection.prepareStatement(FORGET)) {
                delete.setObject(1, request);
                delete.executeUpdate();
            }
            return answers;
        });
    }

    private static final String ORDER = """
            UPDATE caraway_worker
               SET desired_state = ?
             WHERE id = ?""";

    /**
     * In a transaction of its own: in a caller's transaction the lock on a worker's row would hold up its heartbeat.
     */
    @Override
    public List<String> order(WorkerSelection workers, WorkerOrder order, AuditNote note) {
        return connections.aloneOnly("No worker was ordered to " + order, connection -> {
            List<String> ordered = new ArrayList<>();
            try (PreparedStatement update = connection.prepareStatement(ORDER)) {
                for (RequestedWorker worker : chosen(connection, workers)) {
                    update.setString(1, order.name());
                    update.setString(2, worker.id());
                    if (update.executeUpdate() == 1) {
                        ordered.add(worker.id());
                    }
                }
            }
            JdbcAuditLog.note(connection, noteOf(note, order, ordered), 0);
            return List.copyOf(ordered);
        });
    }

    /** How many workers received the order, and which, as far as there is room. */
    private static AuditNote noteOf(AuditNote note, WorkerOrder order, List<String> ordered) {
        String whom = ordered.isEmpty()
                ? "; no worker matched"
                : "; ordered " + ordered.size() + ": " + String.join(", ", ordered);
        return new AuditNote(note.actor(), note.action(), note.target(), order.name() + whom);
    }
}
