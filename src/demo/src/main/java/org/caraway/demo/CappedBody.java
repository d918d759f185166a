package org.caraway.demo;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;

/** Reads request bodies without trusting their length. Stateless. */
final class CappedBody {

    /** A client that still sends cannot read the answer; beyond this it is cut off. */
    private static final long PATIENCE_BYTES = 100L * 1024 * 1024;

    private CappedBody() {}

    /**
     * The whole body.
     *
     * @throws ClientErrorException with 413 if it is longer than {@code capBytes}, of which no more is kept in memory
     */
    static byte[] read(InputStream body, int capBytes) throws IOException {
        byte[] content = body.readNBytes(capBytes);
        if (body.read() < 0) {
            return content;
        }
        discard(body);
        throw new ClientErrorException(
                "The file is larger than " + capBytes + " bytes; split it", Response.Status.REQUEST_ENTITY_TOO_LARGE);
    }

    private static void discard(InputStream body) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long discarded = 0;
        int count = body.read(buffer);
        while (count >= 0 && discarded < PATIENCE_BYTES) {
            discarded += count;
            count = body.read(buffer);
        }
    }
}
