package org.caraway.web.internal.live;

import static java.lang.System.Logger.Level.DEBUG;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connected client with its queue of messages. Thread-safe. No method waits for the client.
 *
 * <p>{@link #offer} adds a message to the queue; {@link #pump} writes queued messages while the connection accepts
 * them. It is called by the loop of the hub, by the connection when it is ready again, and by {@code offer} when the
 * queue is full. The size of the queue is limited: a client that does not read is closed with
 * {@link CloseReason#TOO_SLOW}. A message is accepted while the queue is below the limit, so that a message larger than
 * the limit is delivered too.
 *
 * <p>The connection is called under the lock. So it must not wait, and a nested call of {@link #ready} is handled by
 * the running pump.
 */
public final class Subscriber {

    private static final System.Logger LOG = System.getLogger(Subscriber.class.getName());

    private final StreamFormat format;
    private final long capBytes;
    private final Consumer<Subscriber> onDisconnect;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final ArrayDeque<Queued> queue = new ArrayDeque<>();

    @GuardedBy("lock")
    private long queuedBytes;

    @GuardedBy("lock")
    private @Nullable Connection connection;

    @GuardedBy("lock")
    private @Nullable CloseReason closeReason;

    @GuardedBy("lock")
    private @Nullable Runnable afterDisconnect;

    @GuardedBy("lock")
    private boolean closeSent;

    @GuardedBy("lock")
    private boolean disconnected;

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private boolean pumping;

    @GuardedBy("lock")
    private boolean pumpAgain;

    @GuardedBy("lock")
    private boolean unflushed;

    @GuardedBy("lock")
    private long progressedNanos = System.nanoTime();

    /** A queued frame with its subject: a newer frame with the same subject replaces it. */
    private static final class Queued {

        private final byte[] bytes;
        private final @Nullable Object subject;

        Queued(byte[] bytes, @Nullable Object subject) {
            this.bytes = bytes;
            this.subject = subject;
        }

        byte[] bytes() {
            return bytes;
        }

        @Nullable
        Object subject() {
            return subject;
        }
    }

    /**
     * A client that is not connected yet.
     *
     * @param capBytes the maximum size of its queue
     * @param onDisconnect called once when the client is disconnected, on any thread, without the lock
     */
    Subscriber(StreamFormat format, long capBytes, Consumer<Subscriber> onDisconnect) {
        this.format = format;
        this.capBytes = capBytes;
        this.onDisconnect = onDisconnect;
    }

    /** Sets the connection, and sends a ping, so that the client sees at once that it is connected. */
    public void connected(Connection made) {
        lock.lock();
        try {
            connection = made;
            if (queue.isEmpty()) {
                add(format.ping(), null);
            }
        } finally {
            lock.unlock();
        }
        pump();
    }

    /** Adds a message to the queue. */
    void offer(Message message) {
        lock.lock();
        try {
            Object subject = message.subject();
            if (subject != null) {
                forget(subject);
            }
            add(format.message(message), subject);
        } finally {
            lock.unlock();
        }
    }

    /** Adds a control frame to the queue. */
    public void offer(byte[] frame) {
        lock.lock();
        try {
            add(frame, null);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void forget(Object subject) {
        for (Iterator<Queued> each = queue.iterator(); each.hasNext(); ) {
            Queued queued = each.next();
            if (subject.equals(queued.subject())) {
                queuedBytes -= queued.bytes().length;
                each.remove();
            }
        }
    }

    @GuardedBy("lock")
    private void add(byte[] bytes, @Nullable Object subject) {
        if (closeReason != null || disconnected) {
            return;
        }
        if (queuedBytes >= capBytes) {
            pump(); // many messages may have been added since the last pump
        }
        if (queuedBytes >= capBytes) {
            drop();
        }
        if (closeReason != null || disconnected) {
            return;
        }
        if (queue.isEmpty()) {
            progressedNanos = System.nanoTime();
        }
        queue.add(new Queued(bytes, subject));
        queuedBytes += bytes.length;
    }

    @GuardedBy("lock")
    private void drop() {
        closeReason = CloseReason.TOO_SLOW;
        queue.clear();
        queuedBytes = 0;
    }

    /** Closes the connection after the queued messages. The first reason wins. */
    public void closeAfterQueue(CloseReason why) {
        lock.lock();
        try {
            if (closeReason == null) {
                closeReason = why;
                progressedNanos = System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends a ping if no message is queued that would detect a broken connection. */
    void ping() {
        lock.lock();
        try {
            if (queue.isEmpty()) {
                add(format.ping(), null);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Drops the client if it has accepted no bytes, or has not closed the connection, for this time. */
    void dropIfStuck(long patienceNanos) {
        boolean stuck;
        lock.lock();
        try {
            boolean waits = !queue.isEmpty() || closeReason != null;
            stuck = waits && System.nanoTime() - progressedNanos > patienceNanos;
            if (stuck) {
                drop();
                closeSent = true; // the client would not read a close message
            }
        } finally {
            lock.unlock();
        }
        if (stuck) {
            pump();
            disconnected(); // also if the client was never connected
        }
    }

    /** Called by the connection when it accepts bytes again. */
    public void ready() {
        pump();
    }

    /** Closes the connection immediately, with a close message if that can be sent without waiting. */
    void closeNow(CloseReason why) {
        closeAfterQueue(why);
        pump();
        disconnected();
    }

    /** Calls this once when the client is disconnected, on any thread; at once if it is already. */
    void afterDisconnect(Runnable action) {
        boolean over;
        lock.lock();
        try {
            over = disconnected;
            afterDisconnect = action;
        } finally {
            lock.unlock();
        }
        if (over) {
            action.run();
        }
    }

    /** Disconnects the client, or notes that it has disconnected. */
    public void disconnected() {
        boolean first;
        @Nullable Runnable after;
        lock.lock();
        try {
            first = !disconnected;
            disconnected = true;
            after = afterDisconnect;
            queue.clear();
            queuedBytes = 0;
            close();
        } finally {
            lock.unlock();
        }
        if (first) {
            onDisconnect.accept(this);
            if (after != null) {
                after.run();
            }
        }
    }

    @GuardedBy("lock")
    private void close() {
        Connection open = connection;
        if (open == null || closed) {
            return;
        }
        closed = true;
        try {
            open.close();
        } catch (RuntimeException over) { // the connection is closed, as intended
            LOG.log(DEBUG, "A connection was already closed", over);
        }
    }

    /** Writes queued messages while the connection accepts them. */
    public void pump() {
        boolean done;
        lock.lock();
        try {
            Connection to = connection;
            if (to == null || disconnected) {
                return;
            }
            if (pumping) {
                pumpAgain = true;
                return;
            }
            pumping = true;
            try {
                done = write(to);
            } catch (IOException | RuntimeException broken) { // servers throw various exceptions for a closed response
                LOG.log(DEBUG, "A client of a stream has disconnected", broken);
                done = true;
            } finally {
                pumping = false;
            }
        } finally {
            lock.unlock();
        }
        if (done) {
            disconnected();
        }
    }

    /** Returns whether the connection is finished. */
    @GuardedBy("lock")
    private boolean write(Connection to) throws IOException {
        do {
            pumpAgain = false;
            while (to.isReady()) {
                Queued next = queue.poll();
                if (next != null) {
                    queuedBytes -= next.bytes().length;
                    write(to, next.bytes());
                } else if (closeReason != null && !closeSent) {
                    closeSent = true;
                    write(to, format.closeMessage(closeReason));
                } else if (unflushed) {
                    unflushed = false;
                    to.flush();
                } else {
                    return closeReason != null;
                }
            }
        } while (pumpAgain);
        return CloseReason.TOO_SLOW.equals(closeReason); // no more bytes can be sent
    }

    @GuardedBy("lock")
    private void write(Connection to, byte[] bytes) throws IOException {
        if (bytes.length > 0) {
            to.write(bytes);
            unflushed = true;
            progressedNanos = System.nanoTime();
        }
    }
}
