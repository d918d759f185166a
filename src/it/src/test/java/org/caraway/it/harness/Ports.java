package org.caraway.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports to listen on. Stateless. */
public final class Ports {

    /** Below those that systems give to outgoing connections, of which one might take it before its server does. */
    private static final int LOWEST = 10_000;

    private static final int HIGHEST = 30_000;
    private static final int TRIES = 100;

    private Ports() {}

    /** A port that is currently unused; a collision with another process is unlikely. */
    public static int free() {
        IOException last = new IOException("None was tried");
        for (int tries = 0; tries < TRIES; tries++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            try (ServerSocket socket = new ServerSocket(port, 1)) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                last = taken;
            }
        }
        throw new UncheckedIOException("There is no free port", last);
    }
}
