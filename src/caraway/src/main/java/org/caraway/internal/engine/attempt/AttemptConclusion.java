package org.caraway.internal.engine.attempt;

import java.util.Optional;
import java.util.function.Function;
import org.caraway.internal.lifecycle.AttemptOutcome;
import org.caraway.internal.lifecycle.Transition;
import org.jspecify.annotations.Nullable;

/** How far the completion of an attempt has got when its method and all that surrounds it have been left. Immutable. */
sealed interface AttemptConclusion {

    /**
     * Stores what is still to be stored. The argument returns what it has stored, nothing if the attempt was fenced off
     * before.
     */
    default AttemptConclusion stored(Function<AttemptOutcome, Optional<Transition>> storing) {
        return this;
    }

    /** What follows the attempt, if it was this attempt's to decide. */
    Optional<Transition> transition();

    /** What its method has thrown, null for nothing. */
    @Nullable
    Throwable failure();

    /** The completion is stored, or handed over to be: with the method's own writes if it is transactional. */
    record Stored(AttemptOutcome outcome, Transition next) implements AttemptConclusion {

        @Override
        public Optional<Transition> transition() {
            return Optional.of(next);
        }

        @Override
        public @Nullable Throwable failure() {
            return outcome.failure();
        }
    }

    /** The completion is still to be stored, unless the attempt is fenced off before. */
    record ToBeStored(AttemptOutcome outcome) implements AttemptConclusion {

        @Override
        public AttemptConclusion stored(Function<AttemptOutcome, Optional<Transition>> storing) {
            Optional<Transition> next = storing.apply(outcome);
            return next.isPresent() ? new Stored(outcome, next.get()) : new Fenced(outcome.failure());
        }

        @Override
        public Optional<Transition> transition() {
            return Optional.empty();
        }

        @Override
        public @Nullable Throwable failure() {
            return outcome.failure();
        }
    }

    /**
     * The attempt was fenced off: its completion is not its own to store.
     *
     * @param failure what its method has thrown, null for nothing
     */
    record Fenced(@Nullable Throwable failure) implements AttemptConclusion {

        @Override
        public Optional<Transition> transition() {
            return Optional.empty();
        }
    }
}
