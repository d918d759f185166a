package org.caraway.it.fault;

import java.time.Duration;

/**
 * One fault. Immutable.
 *
 * @param kind what
 * @param node whom it hits, if the kind hits a node
 * @param length how long it lasts
 * @param calm the time after it before the next
 */
record Fault(Kind kind, int node, Duration length, Duration calm) {

    @FunctionalInterface
    private interface Effect {
        void on(Cluster cluster, Fault fault) throws Exception;
    }

    /** What can go wrong. */
    enum Kind {
        /** A server is killed, and started again. */
        KILL(0, 2, Cluster::kill),
        /** A server is stopped as an operator does it, and started again. */
        STOP(0, 2, Cluster::stop),
        /** A server gets no processor for longer than its lease. */
        PAUSE(6, 10, Cluster::pause),
        /** The database's processes end at once; it recovers. */
        DATABASE_CRASH(1, 4, Cluster::crashDatabase),
        /** The connections of a server are cut, again and again. */
        CUT(1, 3, Cluster::cut),
        /** The database commits, and the server does not receive the response. */
        LOST_COMMITS(1, 3, Cluster::loseCommits),
        /** The database ends all sessions but its own. */
        TERMINATE(0, 1, Cluster::terminateSessions),
        /** The database accepts no writes. */
        READ_ONLY(1, 3, Cluster::readOnly),
        /** The database has no room for new rows. */
        DISK_FULL(1, 3, Cluster::fillDisk),
        /** The application on a server takes all connections of the pool. */
        POOL_EXHAUSTION(3, 12, Cluster::exhaustPool),
        /** No session finds the tables. */
        SEARCH_PATH(1, 3, Cluster::loseSearchPath),
        /** Nothing passes between a server and the database. */
        BLACK_HOLE(2, 9, Cluster::blackHole);

        private final int shortestSeconds;
        private final int longestSeconds;

        @SuppressWarnings("ImmutableEnumChecker") // a method reference
        private final Effect effect;

        Kind(int shortestSeconds, int longestSeconds, Effect effect) {
            this.shortestSeconds = shortestSeconds;
            this.longestSeconds = longestSeconds;
            this.effect = effect;
        }

        int shortestSeconds() {
            return shortestSeconds;
        }

        int longestSeconds() {
            return longestSeconds;
        }
    }

    /** Does it, and returns when it is over and undone. */
    void strike(Cluster cluster) throws Exception {
        kind.effect.on(cluster, this);
    }

    @Override
    public String toString() {
        return kind + " of node " + node + " for " + length + ", then " + calm + " of calm";
    }
}
