package org.caraway.web.internal.live;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.WebRequest;

/** The WebSocket handshake: RFC 6455, section 4.2. Stateless. It supports no subprotocols and no extensions. */
final class Handshake {

    private static final String VERSION = "13";
    private static final String APPENDED = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;
    private static final int KEY_CHARACTERS = 24;

    private Handshake() {}

    /**
     * The answer 101 with the headers of the handshake.
     *
     * @throws Refusal with 400 if the request is not a WebSocket handshake, has another version, or has an invalid key.
     *     Status 426 requires the header Upgrade, and Grizzly never completes a response with that header
     */
    static Answer answer(WebRequest request) {
        if (!lists(request, "Upgrade", "websocket") || !lists(request, "Connection", "upgrade")) {
            throw new Refusal(Problem.badRequest("This path is a WebSocket; use events for server-sent events"));
        }
        if (!request.header("Sec-WebSocket-Version").orElse("").strip().equals(VERSION)) {
            throw new Refusal(Problem.badRequest("Use version 13 of the WebSocket protocol")
                    .with("Sec-WebSocket-Version", VERSION));
        }
        String key = request.header("Sec-WebSocket-Key").orElse("").strip();
        if (!isKey(key)) {
            throw new Refusal(Problem.badRequest("Sec-WebSocket-Key must be 16 bytes in base64"));
        }
        return Answer.of(101, null)
                .with("Upgrade", "websocket")
                .with("Connection", "Upgrade")
                .with("Sec-WebSocket-Accept", accepted(key));
    }

    private static boolean lists(WebRequest request, String header, String wanted) {
        return Arrays.stream(request.header(header).orElse("").split(",", -1))
                .anyMatch(one -> one.strip().toLowerCase(Locale.ROOT).equals(wanted));
    }

    private static boolean isKey(String key) {
        try {
            return key.length() == KEY_CHARACTERS && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }

    private static String accepted(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + APPENDED).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-1", impossible);
        }
    }
}
