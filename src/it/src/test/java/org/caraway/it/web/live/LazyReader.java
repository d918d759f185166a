package org.caraway.it.web.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import org.caraway.it.harness.RestClient;

/** A slow client: it reads the status of the response and nothing else, with a small receive buffer. */
final class LazyReader implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int RECEIVE_BYTES = 32 << 10;
    private static final int STATUS_LENGTH = "HTTP/1.1 200".length();
    private static final String UPGRADE = """
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            """;

    private final Socket socket = new Socket();

    private LazyReader(RestClient client, String path, String headers, int status) throws IOException {
        HttpRequest request = client.request(path).build();
        URI address = request.uri();
        String login = request.headers().firstValue("Authorization").orElseThrow();
        socket.setReceiveBufferSize(RECEIVE_BYTES); // before the window is agreed on
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
        socket.getOutputStream()
                .write(("GET " + address.getRawPath() + "?" + address.getRawQuery() + " HTTP/1.1\r\nHost: "
                                + address.getAuthority() + "\r\nAuthorization: " + login + "\r\n" + headers + "\r\n")
                        .getBytes(UTF_8));
        assertThat(new String(socket.getInputStream().readNBytes(STATUS_LENGTH), UTF_8))
                .isEqualTo("HTTP/1.1 " + status);
    }

    static LazyReader ofEvents(RestClient client, String path) throws IOException {
        return new LazyReader(client, path, "", 200);
    }

    static LazyReader ofWebSocket(RestClient client, String path) throws IOException {
        return new LazyReader(client, path, UPGRADE, 101);
    }

    /** Reads at last, until the server ends it, which it has to. */
    String readAll() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[RECEIVE_BYTES];
        try {
            int count = socket.getInputStream().read(buffer);
            while (count >= 0) {
                assertThat(System.nanoTime()).as("the stream continues").isLessThan(deadline);
                read.write(buffer, 0, count);
                count = socket.getInputStream().read(buffer);
            }
        } catch (SocketException reset) { // the server need not wait until all is read
            assertThat(reset).hasMessageContaining("reset");
        }
        return read.toString(UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
