package org.caraway.internal.cdi.definition;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Named;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.caraway.Misfire;
import org.caraway.Overlap;
import org.caraway.Periodic;
import org.caraway.Task;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.schedule.DeclaredSchedule;
import org.caraway.spi.ExclusionCalendar;
import org.caraway.spi.ScheduleType;
import org.junit.jupiter.api.Test;

/** Schedules that code declares. */
class PeriodicReaderTest {

    @Dependent
    static class Good {

        @Task(name = "nightly")
        @Periodic(
                cron = "30 3 * * MON-FRI",
                zone = "Europe/Paris",
                misfire = Misfire.ALL,
                catchUp = "PT6H",
                overlap = Overlap.SKIP,
                maxRuns = 10,
                queue = "night",
                priority = 2,
                expires = "PT1H")
        void nightly() {}

        @Task(name = "mail")
        @Periodic(name = "mail paris", every = "PT1H", offset = "PT5M", arguments = "[\"Paris\", 3]")
        @Periodic(
                name = "mail rome",
                delay = "PT10S",
                arguments = "{\"town\": \"Rome\", \"count\": 4}",
                key = "rome",
                maxRetries = 1,
                softTimeLimit = "PT1M",
                timeLimit = "PT2M",
                retainFor = "P1D",
                headers = "trace=no",
                labels = {"tenant=acme", "kind=a=b"},
                enabled = false)
        void mail(String town, int count) {}
    }

    @Test
    void schedulesAreReadWithTheirOptions() {
        try (Application application = Application.with(Good.class).deploy()) {
            List<DeclaredSchedule> schedules = application.schedules();

            assertThat(schedules)
                    .extracting(DeclaredSchedule::name)
                    .containsExactly("mail paris", "mail rome", "nightly");
            assertThat(schedules.get(0).terms())
                    .containsEntry("task", "mail")
                    .containsEntry("arguments", "[\"Paris\", 3]")
                    .containsEntry("kind", "EVERY")
                    .containsEntry("expression", "PT1H+PT5M");
            assertThat(schedules.get(1).enabled()).isFalse();
            assertThat(schedules.get(1).terms())
                    .containsEntry(
                            "options",
                            "{\"key\":\"rome\",\"max-retries\":\"1\",\"soft-time-limit\":\"PT1M\",\"time-limit\":\"PT2M\","
                                    + "\"retain-for\":\"PT24H\",\"header.trace\":\"no\",\"label.tenant\":\"acme\","
                                    + "\"label.kind\":\"a=b\"}");
            assertThat(schedules.get(2).terms())
                    .containsEntry("zone", "Europe/Paris")
                    .containsEntry("misfire", "ALL")
                    .containsEntry("catch_up", "PT6H")
                    .containsEntry("overlap", "SKIP")
                    .containsEntry("max_runs", "10")
                    .containsEntry("options", "{\"queue\":\"night\",\"priority\":\"2\",\"expires\":\"PT1H\"}");
        }
    }

    @Dependent
    static class Bad {

        @Task(name = "a")
        @Periodic(cron = "0 3 31 2 *")
        void a() {}

        @Task(name = "b")
        @Periodic(cron = "61 3 * * *")
        void b() {}

        @Task(name = "c")
        @Periodic(cron = "0 3 * * *", zone = "Europe/Pari")
        void c() {}

        @Task(name = "d")
        @Periodic(cron = "0 3 * * *", every = "PT1M")
        void d() {}

        @Task(name = "e")
        @Periodic(every = "PT1M", arguments = "[\"many\"]")
        void e(int count) {}

        @Periodic(every = "PT1M")
        void f() {}

        @Task(name = "g")
        @Periodic(every = "PT1M")
        @Periodic(every = "PT2M")
        void g() {}

        @Task(name = "h")
        @Periodic(name = "i", every = "soon")
        void h() {}

        @Task(name = "i")
        @Periodic(every = "PT1H", startAt = "2027-01-01T00:00:00Z", endAt = "2026-01-01T00:00:00Z")
        void i() {}

        @Task(name = "j")
        @Periodic(every = "PT1H", labels = "acme")
        void j() {}

        @Task(name = "k")
        @Periodic(every = "PT1H", priority = 12)
        void k() {}
    }

    @Test
    void allMistakesAreReportedAtOnce() {
        List<String> mistakes = Application.with(Bad.class).mistakes();

        assertThat(mistakes)
                .anyMatch(mistake -> mistake.contains("Bad#a: @Periodic '0 3 31 2 *' never fires"))
                .anyMatch(mistake -> mistake.contains("Bad#b: @Periodic '61' in the field 'minute' is not in 0 to 59"))
                .anyMatch(mistake -> mistake.contains(
                        "Bad#c: @Periodic 'Europe/Pari' is no time zone, did you mean 'Europe/Paris'?"))
                .anyMatch(mistake ->
                        mistake.contains("Bad#d: @Periodic needs exactly one of cron, every, delay, at, solar and"
                                + " type, and has cron and every"))
                .anyMatch(mistake -> mistake.contains("Bad#e: @Periodic has arguments that do not match the method"))
                .anyMatch(mistake -> mistake.contains("Bad#f has @Periodic without @Task"))
                .anyMatch(mistake -> mistake.contains("Bad#g: @Periodic stands several times on one method"))
                .anyMatch(mistake -> mistake.contains("Bad#h: @Periodic 'soon' is no duration"))
                .anyMatch(mistake -> mistake.contains("Bad#j: @Periodic has the label 'acme', which is no name"))
                .anyMatch(
                        mistake -> mistake.contains("Bad#k: @Periodic The option 'priority' of the schedule is wrong"))
                .anyMatch(mistake -> mistake.contains("so that it never fires; let it end later"));
        assertThat(mistakes).hasSize(11);
    }

    @ApplicationScoped
    @Named("tide")
    static class Tides implements ScheduleType {
        @Override
        public Optional<Instant> next(String expression, ZoneId zone, Instant after) {
            return Optional.of(after.plusSeconds(1));
        }
    }

    @ApplicationScoped
    @Named("holidays")
    static class Holidays implements ExclusionCalendar {
        @Override
        public Optional<String> exclusion(Instant fire, ZoneId zone) {
            return Optional.empty();
        }
    }

    @ApplicationScoped
    static class Nameless extends Holidays {}

    @Dependent
    static class Locks {

        @Task(name = "lock")
        @Periodic(type = "tide Brest", zone = "Europe/Paris", except = "holidays")
        void open() {}
    }

    @Test
    void typesAndCalendarsOfTheApplicationAreNamed() {
        try (Application application =
                Application.with(Locks.class, Tides.class, Holidays.class).deploy()) {
            assertThat(application.schedules().get(0).terms())
                    .containsEntry("kind", "CUSTOM")
                    .containsEntry("expression", "tide Brest")
                    .containsEntry("except_calendars", "holidays");
        }
    }

    @Test
    void typesAndCalendarsThatDoNotExistStopTheDeployment() {
        assertThat(Application.with(Locks.class).mistakes())
                .anyMatch(mistake -> mistake.contains(
                        "Locks#open: @Periodic has type 'tide', which is the name of no ScheduleType; add a bean of that"
                                + " type with @Named(\"tide\")"));
        assertThat(Application.with(Locks.class, Tides.class, Nameless.class).mistakes())
                .anyMatch(mistake ->
                        mistake.contains("@Periodic has except 'holidays', which is the name of no ExclusionCalendar"))
                .anyMatch(mistake -> mistake.contains(
                        "Nameless: is a ExclusionCalendar without a name, so no schedule can ask for it"));
    }
}
