package org.caraway.it.harness;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * A network between a server and its database that can fail: it hands bytes on from a port of loopback to another,
 * until connections are cut or bytes are held back. Thread-safe. Its threads are daemons and end with {@link #close}.
 */
public final class TcpProxy implements AutoCloseable {

    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int BACKLOG = 200;

    private final int target;
    private final ServerSocket entrance;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // guarded by lock
    private boolean blocked;

    private volatile boolean losingCommits;

    private TcpProxy(int target, ServerSocket entrance) {
        this.target = target;
        this.entrance = entrance;
    }

    /** Listens on a free port of loopback and hands on to {@code target}, a port of loopback too. */
    public static TcpProxy to(int target) {
        try {
            TcpProxy proxy = new TcpProxy(target, new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
            start("proxy-accept", proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("The proxy cannot listen", e);
        }
    }

    /** Where it listens. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** Cuts every connection there is, in both directions; new ones are accepted. */
    public void cut() {
        open.forEach(TcpProxy::closeQuietly);
    }

    /** From now on, connections stay open and nothing passes, as with a broken cable. */
    public void block() {
        setBlocked(true);
    }

    /** What was held back by {@link #block} passes now, and everything after it. */
    public void unblock() {
        setBlocked(false);
    }

    /**
     * Cuts every connection, and from now on each again as soon as a {@code COMMIT} has passed: the database has
     * committed, and the server is not told. Only a connection's first commit can be seen, because PostgreSQL's driver
     * sends its text once.
     */
    public void loseCommits() {
        losingCommits = true;
        cut();
    }

    /** From now on the server receives the responses to commits again. */
    public void keepCommits() {
        losingCommits = false;
    }

    @Override
    public void close() {
        unblock();
        closeQuietly(entrance);
        cut();
    }

    private void setBlocked(boolean value) {
        lock.lock();
        try {
            blocked = value;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitPassage() {
        lock.lock();
        try {
            while (blocked) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                open.add(client);
                start("proxy-connect", () -> join(client));
            } catch (IOException e) {
                closeQuietly(entrance); // closed from outside, or broken: either way there is nobody left to accept
            }
        }
    }

    private void join(Socket client) {
        awaitPassage();
        try {
            Socket database = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(database);
            start("proxy-to-database", () -> pump(client, database, this::losesCommit));
            start("proxy-to-server", () -> pump(database, client, chunk -> false));
        } catch (IOException refused) {
            drop(client);
        }
    }

    private boolean losesCommit(String chunk) {
        return losingCommits && chunk.contains("COMMIT");
    }

    private void pump(Socket from, Socket to, Predicate<String> last) {
        boolean lost = false;
        try {
            lost = passAll(from.getInputStream(), to.getOutputStream(), last);
        } catch (IOException cut) {
            // the other end is closed below, as the network would do
        } finally {
            drop(from);
            if (!lost) {
                drop(to); // otherwise the database reads the forwarded bytes, and finds no client to answer
            }
        }
    }

    /** Ends with the stream, or returns true after a chunk that was to be the last. */
    private boolean passAll(InputStream in, OutputStream out, Predicate<String> last) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            awaitPassage();
            out.write(buffer, 0, count);
            if (last.test(new String(buffer, 0, count, StandardCharsets.ISO_8859_1))) {
                return true;
            }
        }
        return false;
    }

    private void drop(Socket socket) {
        open.remove(socket);
        closeQuietly(socket);
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            throw new UncheckedIOException("A socket cannot be closed", e);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
