package org.caraway.internal.feed;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Changes of this node that are not yet sent; filled only while anybody is subscribed. Thread-safe. It holds at most
 * 10,000 changes; more are dropped and counted as lost. Of the reports of one attempt that follow each other, the last
 * one stands in the place of the first: a method may report a million times a second.
 *
 * <p>Until the node has checked for subscribers for the first time it accepts every change, because another node may
 * have some.
 */
final class ChangeBuffer {

    static final int CAP = 10_000;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private List<LocalChange> changes = new ArrayList<>();

    @GuardedBy("lock")
    private final Map<UUID, Integer> reports = new HashMap<>();

    @GuardedBy("lock")
    private boolean markLost;

    @GuardedBy("lock")
    private int followers;

    @GuardedBy("lock")
    private boolean wantedElsewhere = true;

    /** Written under the lock, read without it. */
    private volatile boolean wanted = true;

    /**
     * What is to be told. Immutable.
     *
     * @param changes in their order
     * @param lost whether others were dropped after them
     */
    record Taken(List<LocalChange> changes, boolean lost) {

        static final Taken NOTHING = new Taken(List.of(), false);

        boolean isEmpty() {
            return changes.isEmpty() && !lost;
        }
    }

    /** Whether anybody wants to know; else nothing is taken. Costs next to nothing. */
    boolean wanted() {
        return wanted;
    }

    /** Whether somebody follows on this node. */
    boolean hasLocalSubscribers() {
        lock.lock();
        try {
            return followers > 0;
        } finally {
            lock.unlock();
        }
    }

    /** A subscriber of this node has been added. */
    void subscriberAdded() {
        lock.lock();
        try {
            followers++;
            decide();
        } finally {
            lock.unlock();
        }
    }

    /** A subscriber of this node has closed. */
    void subscriberRemoved() {
        lock.lock();
        try {
            followers--;
            decide();
        } finally {
            lock.unlock();
        }
    }

    /** Whether, as the table says, anybody follows on any node. */
    void wantedElsewhere(boolean value) {
        lock.lock();
        try {
            wantedElsewhere = value;
            decide();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void decide() {
        wanted = wantedElsewhere || followers > 0;
        if (!wanted) {
            clear();
        }
    }

    /** Adds a step, if anybody wants to know; returns whether it is the first that waits. */
    boolean add(LocalChange change) {
        lock.lock();
        try {
            return wanted && added(change);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean added(LocalChange change) {
        Integer former = reports.get(change.id());
        if (change.replaceable() && former != null && changes.get(former).attempt() == change.attempt()) {
            changes.set(former, change);
            return false;
        }
        if (changes.size() == CAP) {
            markLost = true;
            return false;
        }
        if (change.replaceable()) {
            reports.put(change.id(), changes.size());
        } else {
            reports.remove(change.id());
        }
        changes.add(change);
        return changes.size() == 1;
    }

    /** Something that was taken could not be told. */
    void markLost() {
        lock.lock();
        try {
            markLost = wanted;
        } finally {
            lock.unlock();
        }
    }

    /** Takes all that waits. */
    Taken take() {
        lock.lock();
        try {
            Taken taken = changes.isEmpty() && !markLost ? Taken.NOTHING : new Taken(changes, markLost);
            clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void clear() {
        changes = new ArrayList<>();
        reports.clear();
        markLost = false;
    }
}
