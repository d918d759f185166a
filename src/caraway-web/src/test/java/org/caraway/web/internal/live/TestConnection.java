package org.caraway.web.internal.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** A connection whose client reads, or does not. Thread-safe. */
final class TestConnection implements Connection {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private boolean ready = true;
    private boolean broken;
    private boolean closed;
    private int flushed;

    /** The client stops reading. */
    void block() {
        change(() -> ready = false);
    }

    /** It reads again. */
    void unblock(Subscriber subscriber) {
        change(() -> ready = true);
        subscriber.ready();
    }

    /** The client has disconnected, which is not detected yet. */
    void breakOff() {
        change(() -> broken = true);
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isReady() {
        lock.lock();
        try {
            return ready;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        lock.lock();
        try {
            if (broken) {
                throw new IOException("broken pipe");
            }
            written.writeBytes(bytes);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() {
        change(() -> flushed = written.size());
    }

    @Override
    public void close() {
        change(() -> closed = true);
    }

    /** What the client has received. */
    String text() {
        lock.lock();
        try {
            return written.toString(UTF_8)
                    .substring(0, Math.min(flushed, written.toString(UTF_8).length()));
        } finally {
            lock.unlock();
        }
    }

    byte[] bytes() {
        lock.lock();
        try {
            return written.toByteArray();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the client has received this. */
    String await(String part) {
        await("contain " + part, text -> text.contains(part));
        return text();
    }

    void awaitClose() {
        await("be closed", text -> closed);
    }

    private void await(String what, Predicate<String> wanted) {
        long nanos = PATIENCE_NANOS;
        lock.lock();
        try {
            while (!wanted.test(text())) {
                if (nanos <= 0) {
                    throw new AssertionError("It did not " + what + "; there is only: " + text());
                }
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } finally {
            lock.unlock();
        }
    }
}
