package org.caraway.internal.schedule;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.caraway.admin.ScheduleSettings;
import org.caraway.admin.Timing;

/** When a schedule fires, in words; uncommon cron expressions stay as they are. Stateless. */
final class Description {

    private static final Pattern AT_TIME = Pattern.compile("(\\d{1,2}) (\\d{1,2}) (\\S+) \\* (\\S+)");
    private static final Pattern EVERY_MINUTES = Pattern.compile("\\*/(\\d+) \\* \\* \\* \\*");
    private static final Pattern HOURLY = Pattern.compile("(\\d{1,2}) \\* \\* \\* \\*");

    private Description() {}

    static String of(ScheduleSettings settings) {
        String except = settings.except().stream().sorted().collect(Collectors.joining(", "));
        return of(settings.timing()) + (except.isEmpty() ? "" : ", except " + except);
    }

    private static String of(Timing timing) {
        String text = timing.expression();
        return switch (timing.kind()) {
            case CRON -> cron(text.trim()) + " in " + zone(timing);
            case EVERY -> interval(text);
            case DELAY -> words(Duration.parse(text)) + " after the end of each run";
            case AT -> "once at " + text;
            case SOLAR -> solar(text.trim());
            case CUSTOM -> "as the type " + text.trim() + " says, in " + zone(timing);
        };
    }

    private static String zone(Timing timing) {
        return timing.zone().getId().equals("Z") ? "UTC" : timing.zone().getId();
    }

    private static String cron(String text) {
        Matcher minutes = EVERY_MINUTES.matcher(text);
        if (minutes.matches()) {
            return "every " + minutes.group(1) + " minutes";
        }
        Matcher hourly = HOURLY.matcher(text);
        if (hourly.matches()) {
            return "each hour at minute " + hourly.group(1);
        }
        Matcher time = AT_TIME.matcher(text);
        if (time.matches()) {
            String at = String.format(
                    Locale.ROOT, "at %02d:%02d", Integer.parseInt(time.group(2)), Integer.parseInt(time.group(1)));
            return at + days(time.group(3), time.group(4));
        }
        return text.startsWith("@") ? text.substring(1).toLowerCase(Locale.ROOT) : "cron " + text;
    }

    private static String days(String ofMonth, String ofWeek) {
        boolean anyOfMonth = ofMonth.equals("*") || ofMonth.equals("?");
        boolean anyOfWeek = ofWeek.equals("*") || ofWeek.equals("?");
        if (anyOfMonth && anyOfWeek) {
            return " each day";
        }
        String month = anyOfMonth ? "" : ", day of month " + ofMonth;
        return anyOfWeek ? month : month + ", day of week " + ofWeek;
    }

    private static String interval(String text) {
        int plus = text.indexOf('+');
        return plus < 0
                ? "every " + words(Duration.parse(text))
                : "every " + words(Duration.parse(text.substring(0, plus))) + ", "
                        + words(Duration.parse(text.substring(plus + 1))) + " past";
    }

    /** Durations as people say them: 1 h 30 min. */
    private static String words(Duration duration) {
        StringBuilder words = new StringBuilder();
        add(words, duration.toDays(), "d");
        add(words, duration.toHoursPart(), "h");
        add(words, duration.toMinutesPart(), "min");
        add(words, duration.toSecondsPart(), "s");
        add(words, duration.toMillisPart(), "ms");
        return words.isEmpty() ? "0 s" : words.toString();
    }

    private static void add(StringBuilder words, long number, String unit) {
        if (number > 0) {
            words.append(words.isEmpty() ? "" : " ").append(number).append(' ').append(unit);
        }
    }

    private static String solar(String text) {
        String[] parts = text.split("\\s+", -1);
        return "at " + parts[0].toLowerCase(Locale.ROOT) + " at latitude " + parts[1] + ", longitude " + parts[2];
    }
}
