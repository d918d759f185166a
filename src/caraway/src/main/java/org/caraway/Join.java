package org.caraway;

/**
 * When a group of a workflow is finished, and what its result is. Immutable.
 *
 * <p>Members that run when a group is finished early go on; their results can be read by their ids.
 */
public abstract sealed class Join {

    /** All members have to succeed; the result is the list of their results, in their order. */
    public static final All ALL = new All();

    /** One member has to succeed; the result is that of the first that does. It fails when all have failed. */
    public static final Any ANY = new Any();

    /** All members have to be finished, however; the result is the list of their outcomes, in their order. */
    public static final Settled SETTLED = new Settled();

    private final int needed;

    private Join(int needed) {
        this.needed = needed;
    }

    /**
     * So many members have to succeed; the result is the list of the results of the first that do, in the order of the
     * members. It fails when too many have failed.
     *
     * @param needed 1 or more
     */
    public static AtLeast atLeast(int needed) {
        if (needed < 1) {
            throw new IllegalArgumentException("At least 1 member has to succeed; was " + needed);
        }
        return new AtLeast(needed);
    }

    /** How many members have to succeed, 0 unless it is {@link AtLeast}. */
    public int needed() {
        return needed;
    }

    @Override
    public abstract String toString();

    /** All members. */
    public static final class All extends Join {
        private All() {
            super(0);
        }

        @Override
        public String toString() {
            return "ALL";
        }
    }

    /** Any member. */
    public static final class Any extends Join {
        private Any() {
            super(0);
        }

        @Override
        public String toString() {
            return "ANY";
        }
    }

    /** All members, however they are finished. */
    public static final class Settled extends Join {
        private Settled() {
            super(0);
        }

        @Override
        public String toString() {
            return "SETTLED";
        }
    }

    /** A number of members. */
    public static final class AtLeast extends Join {
        private AtLeast(int needed) {
            super(needed);
        }

        @Override
        public String toString() {
            return "AT_LEAST " + needed();
        }
    }
}
