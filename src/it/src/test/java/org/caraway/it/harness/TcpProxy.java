package org.caraway.it.harness;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A network between a server and its database that can fail: it hands bytes on from a port of loopback to another, until
 * connections are cut or bytes are held back. Thread-safe. Its threads are daemons and end with {@link #close}.
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
            start("proxy-to-database", () -> pump(client, database));
            start("proxy-to-server", () -> pump(database, client));
        } catch (IOException refused) {
            drop(client);
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                awaitPassage();
                out.write(buffer, 0, count);
            }
        } catch (IOException cut) {
            // the other end is told below, as it would be by the network
        } finally {
            drop(from);
            drop(to);
        }
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
