package org.caraway.web.internal.live;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import org.caraway.TaskSummary;
import org.caraway.web.internal.json.TaskShapes;
import org.jspecify.annotations.Nullable;

/**
 * The status of a task as clients receive it. Immutable.
 *
 * @param event {@code status}, or {@code deleted} for a task that does not exist any more
 * @param json the data in one line
 * @param fingerprint a hash of the data, to detect changes
 * @param finished whether the status is final
 */
record Status(String event, String json, String fingerprint, boolean finished) {

    private static final int FINGERPRINT_BYTES = 12;

    /** The status of a task; null means that it does not exist. */
    static Status of(UUID id, @Nullable TaskSummary task) {
        if (task == null) {
            String json = "{\"id\":\"" + id + "\"}";
            return new Status("deleted", json, digest("deleted " + id), true);
        }
        String json = TaskShapes.status(task).toString();
        return new Status("status", json, digest(json), task.state().isFinal());
    }

    /** One fingerprint of all statuses. */
    static String fingerprint(SortedMap<UUID, Status> all) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<UUID, Status> each : all.entrySet()) {
            text.append(each.getValue().fingerprint());
        }
        return digest(text.toString());
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }
}
