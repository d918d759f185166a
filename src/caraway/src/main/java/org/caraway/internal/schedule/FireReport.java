package org.caraway.internal.schedule;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.caraway.ScheduleEvent;
import org.caraway.admin.FireOutcome;
import org.caraway.admin.ScheduleState;
import org.caraway.internal.store.schedule.ScheduleFires.Fire;
import org.caraway.internal.store.schedule.ScheduleFires.Firing;
import org.caraway.internal.store.schedule.ScheduleRow;
import org.jspecify.annotations.Nullable;

/**
 * What is logged and published of a round that was stored for one schedule. Immutable.
 *
 * @param firing what was stored
 * @param now the database's clock in that round
 */
record FireReport(Firing firing, Instant now) {

    private static final System.Logger LOG = System.getLogger(FireReport.class.getName());

    /** The events, in the order of the fires. */
    List<ScheduleEvent> events() {
        List<ScheduleEvent> events = new ArrayList<>();
        String name = firing.row().name();
        firing.fires().forEach(fire -> events.add(event(name, fire)));
        ScheduleRow.Status status = firing.status();
        if (status.state().equals(ScheduleState.PAUSED.name())) {
            events.add(new ScheduleEvent.Paused(name, text(status.reason())));
        }
        if (hasEnded()) {
            events.add(new ScheduleEvent.Ended(name));
        }
        return events;
    }

    private ScheduleEvent event(String name, Fire fire) {
        return switch (FireOutcome.valueOf(fire.outcome())) {
            case FIRED -> new ScheduleEvent.Fired(name, fire.at(), fire.taskId(), late(fire));
            case QUEUED -> new ScheduleEvent.Queued(name, fire.at());
            case SKIPPED -> new ScheduleEvent.Skipped(name, fire.at(), text(fire.reason()));
            case MISSED -> new ScheduleEvent.Missed(name, fire.at(), text(fire.reason()));
            case REFUSED -> new ScheduleEvent.Refused(name, fire.at(), text(fire.reason()));
        };
    }

    private Duration late(Fire fire) {
        return firing.wasQueued() || fire.at().isAfter(now) ? Duration.ZERO : Duration.between(fire.at(), now);
    }

    private static String text(@Nullable String reason) {
        return reason == null ? "" : reason;
    }

    private boolean hasEnded() {
        String ended = ScheduleState.ENDED.name();
        return firing.status().state().equals(ended)
                && !firing.row().status().state().equals(ended);
    }

    void log() {
        String name = firing.row().name();
        ScheduleRow.Status status = firing.status();
        if (status.state().equals(ScheduleState.PAUSED.name())) {
            LOG.log(WARNING, () -> "Schedule '" + name + "' is paused: " + status.reason());
        }
        if (hasEnded()) {
            LOG.log(INFO, () -> "Schedule '" + name + "' has ended");
        }
        long missed = firing.fires().stream()
                .filter(fire -> fire.outcome().equals(FireOutcome.MISSED.name()))
                .count();
        if (missed > 0) {
            LOG.log(WARNING, () -> "Schedule '" + name + "' has missed " + missed + " fires");
        }
        LOG.log(
                DEBUG,
                () -> "Schedule '" + name + "': " + firing.fires().size() + " fires, next at " + status.nextAt());
    }
}
