package org.caraway.it.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Faults in the order in which they strike. Immutable; the same seed gives the same plan.
 *
 * @param seed what it was drawn from
 * @param clockShift by how much the last node's clock is wrong
 * @param faults one after the other
 */
record FaultPlan(long seed, Duration clockShift, List<Fault> faults) {

    private static final int LONGEST_CALM_MILLIS = 2_000;

    FaultPlan {
        faults = List.copyOf(faults);
    }

    /**
     * Draws kinds as from a deck of cards that is shuffled when it is used up, so that few faults are of many kinds.
     */
    static FaultPlan draw(long seed, int count, int nodes) {
        Random random = new Random(seed);
        Duration clockShift = Duration.ofHours(random.nextBoolean() ? 1 : -1);
        List<Fault> faults = new ArrayList<>();
        List<Fault.Kind> deck = new ArrayList<>();
        while (faults.size() < count) {
            if (deck.isEmpty()) {
                deck.addAll(Arrays.asList(Fault.Kind.values()));
                Collections.shuffle(deck, random);
            }
            faults.add(draw(deck.remove(0), nodes, random));
        }
        return new FaultPlan(seed, clockShift, faults);
    }

    private static Fault draw(Fault.Kind kind, int nodes, Random random) {
        int spanMillis = (kind.longestSeconds() - kind.shortestSeconds()) * 1_000;
        Duration length = Duration.ofSeconds(kind.shortestSeconds()).plusMillis(random.nextInt(spanMillis));
        return new Fault(kind, random.nextInt(nodes), length, Duration.ofMillis(random.nextInt(LONGEST_CALM_MILLIS)));
    }
}
