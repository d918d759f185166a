package org.caraway.internal.schedule.time;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * A cron expression in a time zone. Immutable.
 *
 * <p>Clocks change: a local time may not exist (a gap) or exist twice (an overlap). A fixed time, such as 02:30,
 * fires at the first valid instant after a gap, and in an overlap at the earlier of the two instants only. Several
 * fixed times within one gap fire once. An expression whose hour is {@code *} or has a step follows real time: what
 * the gap leaves out is left out, and an hour that comes twice fires twice.
 */
record CronTimetable(CronExpression cron, ZoneRules rules) implements Timetable {

    static CronTimetable of(String cron, ZoneId zone, String seed) {
        return new CronTimetable(CronExpression.parse(cron, seed), zone.getRules());
    }

    @Override
    public Optional<Instant> next(Instant after) {
        return cron.everyHours() ? nextInRealTime(after) : nextFixed(after);
    }

    private Optional<Instant> nextFixed(Instant after) {
        Optional<LocalDateTime> local = cron.next(localAt(after));
        while (local.isPresent()) {
            Instant fire = instantOf(local.get());
            if (fire.isAfter(after)) {
                return Optional.of(fire);
            }
            local = cron.next(local.get()); // of the first pass of an overlap, in whose second pass the search began
        }
        return Optional.empty();
    }

    private LocalDateTime localAt(Instant instant) {
        return LocalDateTime.ofInstant(instant, rules.getOffset(instant));
    }

    private Instant instantOf(LocalDateTime local) {
        ZoneOffsetTransition transition = rules.getTransition(local);
        if (transition == null) {
            return local.toInstant(rules.getOffset(local));
        }
        return transition.isGap() ? transition.getInstant() : local.toInstant(transition.getOffsetBefore());
    }

    /** Searches with one offset after the other, each until the clocks change. */
    private Optional<Instant> nextInRealTime(Instant after) {
        Instant from = after;
        while (true) {
            ZoneOffset offset = rules.getOffset(from);
            ZoneOffsetTransition change = rules.nextTransition(from);
            Optional<Instant> fire =
                    cron.next(LocalDateTime.ofInstant(from, offset)).map(local -> local.toInstant(offset));
            if (fire.isEmpty() || change == null || fire.get().isBefore(change.getInstant())) {
                return fire;
            }
            Optional<Instant> atChange = matchAt(change);
            if (atChange.isPresent()) {
                return atChange;
            }
            from = change.getInstant();
        }
    }

    /** The instant of the change itself, if its new local time matches. */
    private Optional<Instant> matchAt(ZoneOffsetTransition change) {
        LocalDateTime local = change.getDateTimeAfter();
        return cron.next(local.minusSeconds(1)).filter(local::equals).map(match -> change.getInstant());
    }
}
