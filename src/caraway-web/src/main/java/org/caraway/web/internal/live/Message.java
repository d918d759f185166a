package org.caraway.web.internal.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.spi.JsonProvider;
import org.jspecify.annotations.Nullable;

/**
 * A message to clients. Thread-safe: its bytes are encoded once for all of them.
 *
 * <p>A message with a subject replaces the queued message with the same subject.
 */
final class Message {

    private static final JsonProvider JSON = JsonProvider.provider();

    private final String event;
    private final String id;
    private final String data;
    private final @Nullable Object subject;
    private volatile byte @Nullable [] asEvent;
    private volatile byte @Nullable [] asFrame;

    /**
     * A message.
     *
     * @param event the name of the event, for example {@code status}
     * @param id the event id, from which a client can continue, empty for none; printable ASCII
     * @param data JSON in the data in one line
     */
    Message(String event, String id, String data, @Nullable Object subject) {
        this.event = event;
        this.id = id;
        this.data = data;
        this.subject = subject;
    }

    @Nullable
    Object subject() {
        return subject;
    }

    byte[] asEvent() {
        byte[] made = asEvent;
        if (made == null) {
            String head = id.isEmpty() ? "" : "id: " + id + "\n";
            made = (head + "event: " + event + "\ndata: " + data + "\n\n").getBytes(UTF_8);
            asEvent = made;
        }
        return made;
    }

    byte[] asFrame() {
        byte[] made = asFrame;
        if (made == null) {
            String head = id.isEmpty() ? "" : "\"id\":" + JSON.createValue(id) + ",";
            made = Frames.text("{" + head + "\"event\":\"" + event + "\",\"data\":" + data + "}");
            asFrame = made;
        }
        return made;
    }

    @Override
    public String toString() {
        return event + " " + id + " " + data;
    }
}
