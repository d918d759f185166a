package org.caraway.web.internal.live;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client, and what it has yet to be sent. Thread-safe. Nothing here waits for the client.
 *
 * <p>Whoever has news {@link #offer}s it, which puts it into the queue; {@link #pump} gives the connection what it
 * takes. The hub's loop pumps, the connection when it is ready again after it was not, and whoever finds the queue
 * full. The queue is bounded in bytes: a client that does not read gets a {@link CloseReason#TOO_SLOW} instead of more.
 * Each message is taken while there is room for any, so that even one larger than the bound comes through.
 *
 * <p>The connection is called under the lock, which is why it must not wait, and why a call of {@link #ready} from
 * within it comes back to the pump that runs already.
 */
public final class Subscriber {

    private static final System.Logger LOG = System.getLogger(Subscriber.class.getName());

    private final StreamFormat wire;
    private final long capBytes;
    private final Consumer<Subscriber> onDisconnect;

    private final ReentrantLock lock = new ReentrantLock();
    // the rest is guarded by the lock
    private final ArrayDeque<Queued> queue = new ArrayDeque<>();
    private long queuedBytes;
    private @Nullable Connection connection;
    private @Nullable CloseReason closeReason;
    private boolean closeSent;
    private boolean disconnected;
    private boolean closed;
    private boolean pumping;
    private boolean pumpAgain;
    private boolean unflushed;
    private long progressedNanos = System.nanoTime();

    /** A frame that waits, and what it is about: a newer one about the same takes its place. */
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
     * @param capBytes how much may wait for it
     * @param onDisconnect told once when it is gone, on any thread, without the lock
     */
    Subscriber(StreamFormat wire, long capBytes, Consumer<Subscriber> onGone) {
        this.wire = wire;
        this.capBytes = capBytes;
        this.onDisconnect = onGone;
    }

    /** Gives it its connection, and something to read, so that it knows at once that there is one. */
    public void connected(Connection made) {
        lock.lock();
        try {
            connection = made;
            if (queue.isEmpty()) {
                add(wire.ping(), null);
            }
        } finally {
            lock.unlock();
        }
        pump();
    }

    /** Puts a message into its queue. */
    void offer(Message message) {
        lock.lock();
        try {
            Object subject = message.subject();
            if (subject != null) {
                forget(subject);
            }
            add(wire.message(message), subject);
        } finally {
            lock.unlock();
        }
    }

    /** Puts bytes into its queue that are of the connection itself. */
    public void offer(byte[] frame) {
        lock.lock();
        try {
            add(frame, null);
        } finally {
            lock.unlock();
        }
    }

    private void forget(Object subject) {
        for (Iterator<Queued> each = queue.iterator(); each.hasNext(); ) {
            Queued queued = each.next();
            if (subject.equals(queued.subject())) {
                queuedBytes -= queued.bytes().length;
                each.remove();
            }
        }
    }

    private void add(byte[] bytes, @Nullable Object subject) {
        if (closeReason != null || disconnected) {
            return;
        }
        if (queuedBytes >= capBytes) {
            pump(); // many may have come at once
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

    private void drop() {
        closeReason = CloseReason.TOO_SLOW;
        queue.clear();
        queuedBytes = 0;
    }

    /** Ends it after what is in its queue. The first ending counts. */
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

    /** Asks whether it is there, if nothing else is under way that would tell. */
    void ping() {
        lock.lock();
        try {
            if (queue.isEmpty()) {
                add(wire.ping(), null);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Drops it if nothing of its queue has moved for so long, or it has not ended since it was to. */
    void dropIfStuck(long patienceNanos) {
        boolean stuck;
        lock.lock();
        try {
            boolean waits = !queue.isEmpty() || closeReason != null;
            stuck = waits && System.nanoTime() - progressedNanos > patienceNanos;
            if (stuck) {
                drop();
                closeSent = true; // it would not read that either
            }
        } finally {
            lock.unlock();
        }
        if (stuck) {
            pump();
            disconnected(); // also if it was never connected
        }
    }

    /** For the connection: it takes bytes again. */
    public void ready() {
        pump();
    }

    /** Ends it at once, with its farewell if that can be sent without waiting. */
    void closeNow(CloseReason why) {
        closeAfterQueue(why);
        pump();
        disconnected();
    }

    /** The client has gone, or is to go. */
    public void disconnected() {
        boolean first;
        lock.lock();
        try {
            first = !disconnected;
            disconnected = true;
            queue.clear();
            queuedBytes = 0;
            close();
        } finally {
            lock.unlock();
        }
        if (first) {
            onDisconnect.accept(this);
        }
    }

    private void close() {
        Connection open = connection;
        if (open == null || closed) {
            return;
        }
        closed = true;
        try {
            open.close();
        } catch (RuntimeException over) { // it is what was wanted
            LOG.log(DEBUG, "A connection was over before it was closed", over);
        }
    }

    /** Gives the connection what it takes. */
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
            } catch (IOException | RuntimeException broken) { // servers have many words for a response that is over
                LOG.log(DEBUG, "A client of a stream has gone", broken);
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

    /** Returns whether that was all, for ever. */
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
                    write(to, wire.closeMessage(closeReason));
                } else if (unflushed) {
                    unflushed = false;
                    to.flush();
                } else {
                    return closeReason != null;
                }
            }
        } while (pumpAgain);
        return CloseReason.TOO_SLOW.equals(closeReason); // nothing more would get through
    }

    private void write(Connection to, byte[] bytes) throws IOException {
        if (bytes.length > 0) {
            to.write(bytes);
            unflushed = true;
            progressedNanos = System.nanoTime();
        }
    }
}
