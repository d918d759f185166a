package org.caraway.internal.payload;

import jakarta.json.JsonObject;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbDateFormat;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import jakarta.json.bind.annotation.JsonbTypeSerializer;
import jakarta.json.bind.serializer.JsonbSerializer;
import jakarta.json.bind.serializer.SerializationContext;
import jakarta.json.stream.JsonGenerator;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
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
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Types of an application that tasks take and return. */
@SuppressWarnings("ArrayRecordComponent") // applications have such, and their schemas are tested
final class SampleTypes {

    private SampleTypes() {}

    interface Types {
        void all(
                String text,
                int whole,
                BigInteger large,
                BigDecimal exact,
                char letter,
                Byte small,
                boolean truth,
                UUID id,
                URI place,
                byte[] bytes,
                Colour colour,
                DayOfWeek day,
                Instant instant,
                LocalDate date,
                LocalDateTime local,
                LocalTime time,
                OffsetDateTime offset,
                OffsetTime offsetTime,
                ZonedDateTime zoned,
                Duration duration,
                Period period,
                Year year,
                YearMonth month,
                MonthDay monthDay,
                ZoneId zone,
                Locale locale,
                Currency currency,
                Date old,
                GregorianCalendar older,
                List<? extends Item> items,
                Map<UUID, Item> byId,
                Map<Item, Integer> byItem,
                Item[] array,
                OptionalInt maybe,
                Page<Item> page,
                Bag<Item> bag,
                Nest<String> nest,
                Tree tree,
                Bean bean,
                Created created,
                Own own,
                Adapted adapted,
                Below below,
                Animal animal,
                JsonObject json,
                Object anything);
    }

    public enum Colour {
        RED,
        GREEN
    }

    public record Item(String name, int count, Colour colour, byte[] image, Optional<Long> weight) {}

    public record Page<T>(List<T> items, int total) {}

    /** Its one type argument is not the key. */
    public static class Bag<V> extends HashMap<String, V> {
        private static final long serialVersionUID = 1L;
    }

    /** There is no end of types in it. */
    public record Nest<T>(T value, @Nullable Nest<List<T>> inner) {}

    public record Tree(
            String name, List<Tree> children, @Nullable Tree parent) {}

    public static final class Elsewhere {
        public record Item(int other) {}
    }

    public static class Bean {
        @JsonbProperty("full-name")
        private String name = "Ann";

        private boolean open = true;
        private String secret = "";

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }

        public boolean isOpen() {
            return open;
        }

        public void setOpen(boolean open) {
            this.open = open;
        }

        public int getSize() {
            return name.length() + secret.length();
        }

        public void setSecret(String secret) {
            this.secret = secret;
        }

        public @Nullable String getURL() {
            return null;
        }

        @JsonbTransient
        public String getHidden() {
            return "";
        }
    }

    public static class Created {
        private final int size;

        @JsonbCreator
        public Created(@JsonbProperty("size") int size) {
            this.size = size;
        }

        public int getSize() {
            return size;
        }
    }

    public static class Above<T> {
        public @Nullable T value;
    }

    public static class Below extends Above<Item> {
        @JsonbDateFormat("dd.MM.yyyy")
        public LocalDate day = LocalDate.EPOCH;
    }

    @JsonbTypeSerializer(OwnSerializer.class)
    public static class Own {}

    public static class OwnSerializer implements JsonbSerializer<Own> {
        @Override
        public void serialize(Own own, JsonGenerator generator, SerializationContext context) {
            generator.writeStartObject().write("some", 1).writeEnd();
        }
    }

    @JsonbTypeAdapter(PointText.class)
    public record Point(int x, int y) {}

    public record Adapted(
            Point first, @JsonbTypeAdapter(PointText.class) Point second) {}

    public static class PointText implements JsonbAdapter<Point, String> {
        @Override
        public String adaptToJson(Point point) {
            return point.x() + ":" + point.y();
        }

        @Override
        public Point adaptFromJson(String text) {
            String[] parts = text.split(":", -1);
            return new Point(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }
    }

    @JsonbTypeInfo(key = "@kind", value = @JsonbSubtype(alias = "dog", type = Dog.class))
    public interface Animal {}

    public static class Dog implements Animal {
        public String name = "Rex";
    }
}
