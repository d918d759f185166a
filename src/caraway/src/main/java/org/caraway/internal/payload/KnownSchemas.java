package org.caraway.internal.payload;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TimeZone;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of values for which JSON-B and {@link TextAdapters} have a JSON form. Stateless. Formats that JSON Schema
 * does not define, such as a time without a zone, have an example instead: {@code date-time} would be wrong, and so
 * would {@code duration}, which has no fractions of a second (RFC 3339, appendix A).
 */
final class KnownSchemas {

    private static final JsonProvider JSON = JsonProvider.provider();

    private static final Map<Class<?>, JsonObject> SCHEMAS = Map.ofEntries(
            Map.entry(String.class, of("string")),
            Map.entry(Character.class, character()),
            Map.entry(char.class, character()),
            Map.entry(Boolean.class, of("boolean")),
            Map.entry(boolean.class, of("boolean")),
            Map.entry(Byte.class, whole(Byte.MIN_VALUE, Byte.MAX_VALUE)),
            Map.entry(byte.class, whole(Byte.MIN_VALUE, Byte.MAX_VALUE)),
            Map.entry(Short.class, whole(Short.MIN_VALUE, Short.MAX_VALUE)),
            Map.entry(short.class, whole(Short.MIN_VALUE, Short.MAX_VALUE)),
            Map.entry(Integer.class, of("integer", "int32")),
            Map.entry(int.class, of("integer", "int32")),
            Map.entry(OptionalInt.class, of("integer", "int32")),
            Map.entry(Long.class, of("integer", "int64")),
            Map.entry(long.class, of("integer", "int64")),
            Map.entry(OptionalLong.class, of("integer", "int64")),
            Map.entry(Float.class, of("number", "float")),
            Map.entry(float.class, of("number", "float")),
            Map.entry(Double.class, of("number", "double")),
            Map.entry(double.class, of("number", "double")),
            Map.entry(OptionalDouble.class, of("number", "double")),
            Map.entry(Number.class, of("number")),
            Map.entry(BigDecimal.class, of("number")),
            Map.entry(BigInteger.class, of("integer")),
            Map.entry(UUID.class, of("string", "uuid")),
            Map.entry(URI.class, of("string", "uri-reference")),
            Map.entry(URL.class, of("string", "uri")),
            Map.entry(Instant.class, of("string", "date-time")),
            Map.entry(OffsetDateTime.class, of("string", "date-time")),
            Map.entry(LocalDate.class, of("string", "date")),
            Map.entry(Duration.class, shown("PT1M30S")),
            Map.entry(Period.class, shown("P3M")),
            Map.entry(OffsetTime.class, of("string", "time")),
            Map.entry(LocalDateTime.class, shown("2026-01-31T12:00:00")),
            Map.entry(LocalTime.class, shown("12:00:00")),
            Map.entry(ZonedDateTime.class, shown("2026-01-31T12:00:00+01:00[Europe/Zurich]")),
            Map.entry(Year.class, shown("2026")),
            Map.entry(YearMonth.class, shown("2026-01")),
            Map.entry(MonthDay.class, shown("--01-31")),
            Map.entry(ZoneId.class, shown("Europe/Zurich")),
            Map.entry(ZoneOffset.class, shown("+01:00")),
            Map.entry(TimeZone.class, shown("Europe/Zurich")),
            Map.entry(Locale.class, shown("de-CH")),
            Map.entry(Currency.class, shown("CHF")),
            Map.entry(Date.class, of("string")),
            Map.entry(Calendar.class, of("string")),
            Map.entry(byte[].class, binary()),
            Map.entry(jakarta.json.JsonObject.class, of("object")),
            Map.entry(jakarta.json.JsonArray.class, anything("array")),
            Map.entry(jakarta.json.JsonString.class, of("string")),
            Map.entry(jakarta.json.JsonNumber.class, of("number")));

    private KnownSchemas() {}

    /** The schema of values of this class, null if it is not known. */
    static @Nullable JsonObject find(Class<?> type) {
        @Nullable JsonObject exact = SCHEMAS.get(type);
        return exact == null && (Date.class.isAssignableFrom(type) || Calendar.class.isAssignableFrom(type))
                ? of("string")
                : exact;
    }

    /** Whether values of this class are strings, numbers or booleans in JSON, so that they can be names of members. */
    static boolean isPlain(Class<?> type) {
        @Nullable JsonObject known = find(type);
        return type.isEnum() || (known != null && !known.getString("type").matches("object|array"));
    }

    static JsonObject of(String type) {
        return JSON.createObjectBuilder().add("type", type).build();
    }

    private static JsonObject of(String type, String format) {
        return JSON.createObjectBuilder()
                .add("type", type)
                .add("format", format)
                .build();
    }

    private static JsonObject whole(int least, int most) {
        return JSON.createObjectBuilder()
                .add("type", "integer")
                .add("minimum", least)
                .add("maximum", most)
                .build();
    }

    private static JsonObject character() {
        return JSON.createObjectBuilder()
                .add("type", "string")
                .add("minLength", 1)
                .add("maxLength", 1)
                .build();
    }

    private static JsonObject shown(String example) {
        return JSON.createObjectBuilder()
                .add("type", "string")
                .add("examples", JSON.createArrayBuilder().add(example))
                .build();
    }

    private static JsonObject binary() {
        return JSON.createObjectBuilder()
                .add("type", "string")
                .add("contentEncoding", "base64")
                .build();
    }

    private static JsonObject anything(String type) {
        return JSON.createObjectBuilder()
                .add("type", type)
                .add("items", JsonValue.EMPTY_JSON_OBJECT)
                .build();
    }
}
