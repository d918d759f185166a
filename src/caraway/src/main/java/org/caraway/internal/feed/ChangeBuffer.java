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
 * 10,000 changes; more are dropped and counted as lost. Of consecutive reports of one attempt, the last one replaces
 * the others: a method may report a million times a second.
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
     * Changes to send. Immutable.
     *
     * @param changes the changes in order
     * @param lost whether later changes were dropped
     */
    record Taken(List<LocalChange> changes, boolean lost) {

        static final Taken NOTHING = new Taken(List.of(), false);

        boolean isEmpty() {
            return changes.isEmpty() && !lost;
        }
    }

    /** Whether there is a subscriber on any node; without one, changes are not added. Very cheap. */
    boolean wanted() {
        return wanted;
    }

    /** Whether there is a subscriber on this node. */
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

    /** Records whether there is a subscriber on any node, according to the table. */
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

    /** Adds a change, if there is a subscriber; returns whether it is the first in the buffer. */
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

    /** Records that changes which were taken could not be sent. */
    void markLost() {
        lock.lock();
        try {
            markLost = wanted;
        } finally {
            lock.unlock();
        }
    }

    /** Takes all changes. */
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
