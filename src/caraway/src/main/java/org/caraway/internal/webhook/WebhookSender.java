package org.caraway.internal.webhook;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * Posts signed messages. Thread-safe.
 *
 * <p>The platform's plain HTTP connections serve here: they have no threads of their own, follow no redirect if told
 * not to, and leave the body of the answer unread.
 */
final class WebhookSender {

    private static final int GONE = 410;

    private final WebhookSettings settings;
    private final int timeoutMillis;

    /**
     * With these settings.
     *
     * @param timeout how long it waits for the connection, and for the answer
     */
    WebhookSender(WebhookSettings settings, Duration timeout) {
        this.settings = settings;
        this.timeoutMillis = Math.toIntExact(timeout.toMillis());
    }

    /**
     * Posts a message, and returns once it is accepted.
     *
     * @param id the same each time that the message is sent
     * @param body JSON
     * @throws WebhookRefusedException if the address is not allowed, or the receiver wants no more messages
     * @throws IOException if the message did not arrive or was not accepted
     */
    void send(URI to, String id, String body) throws IOException {
        settings.targets().refusal(to).ifPresent(reason -> {
            throw new WebhookRefusedException("No webhook is sent: " + reason);
        });
        settings.targets().checkAddresses(to);
        HttpURLConnection connection = (HttpURLConnection) to.toURL().openConnection();
        try {
            post(connection, id, body);
            check(to, connection.getResponseCode());
        } finally {
            connection.disconnect();
        }
    }

    private void post(HttpURLConnection connection, String id, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        long second = Instant.now().getEpochSecond();
        connection.setConnectTimeout(timeoutMillis);
        connection.setReadTimeout(timeoutMillis);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(bytes.length); // also keeps the platform from sending it twice
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setRequestProperty("User-Agent", "Caraway");
        connection.setRequestProperty("webhook-id", id);
        connection.setRequestProperty("webhook-timestamp", Long.toString(second));
        connection.setRequestProperty("webhook-signature", settings.secret().sign(id, second, body));
        try (OutputStream out = connection.getOutputStream()) {
            out.write(bytes);
        }
    }

    private static void check(URI to, int status) throws IOException {
        if (status == GONE) {
            throw new WebhookRefusedException(
                    to.getHost() + " answered 410: it wants no more messages, so none is sent again");
        }
        if (status < 200 || status > 299) {
            throw new WebhookFailedException(
                    to.getHost() + " answered " + status + " and not 2xx; redirects are not followed");
        }
    }
}
