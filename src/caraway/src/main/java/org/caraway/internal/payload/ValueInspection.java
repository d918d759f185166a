package org.caraway.internal.payload;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.caraway.internal.lifecycle.StorableText;
import org.jspecify.annotations.Nullable;

/**
 * One walk through a value, looking for what would come back as something else, or could not be read any more: JPA
 * entities, keys that are null, numbers and instants that JSON readers refuse, and values that are nested too deeply or
 * hold themselves. Of arguments it is strict: it also finds text that PostgreSQL's functions for JSON refuse, and the
 * sign of zero. Immutable.
 *
 * <p>The walk goes through collections, maps, arrays, Optionals, records and the members that JSON-B writes of other
 * objects. It does not look into what has a form of its own, such as an adapter.
 */
final class ValueInspection {

    /** How deeply objects and lists may be nested: JSON-B recurses, and threads of servers have small stacks. */
    static final int DEPTH_CAP = 200;

    /** How many characters a number may have: Parsson reads 1,100 unless the server says otherwise. */
    static final int NUMBER_CAP = 1_000;

    private static final Instant EARLIEST = LocalDateTime.MIN.toInstant(ZoneOffset.UTC);
    private static final Instant LATEST = LocalDateTime.MAX.toInstant(ZoneOffset.UTC);
    private static final int SHOWN_CAP = 40;

    private final boolean strict;

    private ValueInspection(boolean strict) {
        this.strict = strict;
    }

    /** Of what a task is given. */
    static ValueInspection ofArguments() {
        return new ValueInspection(true);
    }

    /** Of what a task gives, which it should not fail for without need. */
    static ValueInspection ofResults() {
        return new ValueInspection(false);
    }

    /**
     * What was found, and where.
     *
     * @param place the way to it, empty for the value itself
     * @param kind what it is, without anything of the value
     * @param shown the value as text, cut; empty if it says nothing
     * @param fix why it cannot travel, and what to do instead
     */
    record Finding(String place, String kind, String shown, String fix) {

        Finding below(String step) {
            return new Finding(step + place, kind, shown, fix);
        }

        /** What a message says of it, with or without what may be secret. */
        String described(boolean secret) {
            String where = secret || place.isEmpty() ? "" : " at " + place;
            return kind + (secret || shown.isEmpty() ? "" : " " + shown) + where + fix;
        }
    }

    /** The first value that cannot travel; null if all can. */
    @Nullable
    Finding first(@Nullable Object value) {
        return first(value, 0);
    }

    private @Nullable Finding first(@Nullable Object value, int depth) {
        if (value == null) {
            return null;
        }
        if (depth > DEPTH_CAP) {
            return found("more than " + DEPTH_CAP + " levels of nested values, or itself", "", "; pass less, or an id");
        }
        if (value instanceof Number number) {
            return inNumber(number);
        }
        if (value instanceof String text) {
            return inText(text);
        }
        if (Scalars.covers(value.getClass())) {
            return value instanceof Character character ? inText(character.toString()) : null;
        }
        if (Entities.isEntity(value.getClass())) {
            String name = value.getClass().getName();
            return found("the JPA entity " + name, "", ", whose row may change before the task runs; pass its id");
        }
        if (value instanceof Map<?, ?> map) {
            return inMap(map, depth);
        }
        if (value instanceof Iterable<?> elements) {
            return inElements(elements, depth);
        }
        return value.getClass().isArray() ? inArray(value, depth) : inOther(value, depth);
    }

    private @Nullable Finding inNumber(Number number) {
        if ((number instanceof Double || number instanceof Float) && strict && isNegativeZero(number.doubleValue())) {
            return found("the number", "-0.0", "; JSON readers drop the sign of zero: add 0.0 to it");
        }
        return number instanceof BigDecimal || number instanceof BigInteger ? inLongNumber(number.toString()) : null;
    }

    private static boolean isNegativeZero(double number) {
        return number == 0 && Double.doubleToRawLongBits(number) != 0;
    }

    private static @Nullable Finding inLongNumber(String text) {
        return text.length() <= NUMBER_CAP
                ? null
                : found(
                        "a number of " + text.length() + " characters",
                        cut(text),
                        "; JSON readers take " + NUMBER_CAP + ": pass it as text");
    }

    private @Nullable Finding inText(String text) {
        int at = strict ? StorableText.firstUnstorable(text) : -1;
        if (at < 0) {
            return null;
        }
        String character = String.format(Locale.ROOT, "U+%04X", (int) text.charAt(at));
        return found(
                "text with the character " + character + " at index " + at,
                "'" + cut(StorableText.of(text)) + "'",
                "; no database takes it as text: remove it, or pass the bytes");
    }

    private @Nullable Finding inMap(Map<?, ?> map, int depth) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object key = entry.getKey();
            if (key == null) {
                return found("a map with the key null", "", "; JSON has only text as keys: leave it out");
            }
            Finding found = first(key, depth + 1);
            found = found == null ? first(entry.getValue(), depth + 1) : found;
            if (found != null) {
                return found.below("[" + cut(StorableText.of(key.toString())) + "]");
            }
        }
        return null;
    }

    private @Nullable Finding inElements(Iterable<?> elements, int depth) {
        int index = 0;
        for (Object element : elements) {
            Finding found = element == elements ? null : first(element, depth + 1); // a Path is an Iterable of itself
            if (found != null) {
                return found.below("[" + index + "]");
            }
            index++;
        }
        return null;
    }

    private @Nullable Finding inArray(Object array, int depth) {
        Class<?> component = array.getClass().getComponentType();
        if (component.isPrimitive()
                && component != double.class
                && component != float.class
                && component != char.class) {
            return null;
        }
        for (int i = 0; i < Array.getLength(array); i++) {
            Finding found = first(Array.get(array, i), depth + 1);
            if (found != null) {
                return found.below("[" + i + "]");
            }
        }
        return null;
    }

    private @Nullable Finding inOther(Object value, int depth) {
        if (value instanceof Instant instant) {
            return instant.isBefore(EARLIEST) || instant.isAfter(LATEST)
                    ? found("the instant", instant.toString(), "; readers take years of nine digits")
                    : null;
        }
        if (value instanceof Optional<?> optional) {
            return first(optional.orElse(null), depth + 1);
        }
        if (value instanceof OptionalDouble optional) {
            return optional.isEmpty() ? null : inNumber(optional.getAsDouble());
        }
        if (value instanceof JsonString text) {
            return inText(text.getString());
        }
        if (value instanceof JsonNumber number) {
            return inLongNumber(number.toString());
        }
        for (WrittenMember member : WrittenMember.of(value.getClass())) {
            Finding found = first(member.of(value), depth + 1);
            if (found != null) {
                return found.below("." + member.name());
            }
        }
        return null;
    }

    private static Finding found(String kind, String shown, String fix) {
        return new Finding("", kind, shown, fix);
    }

    private static String cut(String text) {
        return text.length() <= SHOWN_CAP ? text : text.substring(0, SHOWN_CAP) + "…";
    }
}
