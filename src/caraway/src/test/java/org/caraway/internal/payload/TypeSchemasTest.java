package org.caraway.internal.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
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
import java.util.Arrays;
import java.util.Currency;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.payload.SampleTypes.Adapted;
import org.caraway.internal.payload.SampleTypes.Animal;
import org.caraway.internal.payload.SampleTypes.Bean;
import org.caraway.internal.payload.SampleTypes.Below;
import org.caraway.internal.payload.SampleTypes.Colour;
import org.caraway.internal.payload.SampleTypes.Created;
import org.caraway.internal.payload.SampleTypes.Elsewhere;
import org.caraway.internal.payload.SampleTypes.Item;
import org.caraway.internal.payload.SampleTypes.Own;
import org.caraway.internal.payload.SampleTypes.Page;
import org.caraway.internal.payload.SampleTypes.Point;
import org.caraway.internal.payload.SampleTypes.Tree;
import org.caraway.internal.payload.SampleTypes.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("JavaUtilDate") // what tasks may have
class TypeSchemasTest {

    private static final PayloadCodec CODEC = PayloadCodec.create();
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private final TypeSchemas schemas = new TypeSchemas();

    @ParameterizedTest
    @MethodSource("values")
    void whatTheCodecWritesAndReadsFitsTheSchema(Type type, Object value) {
        String json = CODEC.encode(value, type);

        assertThat(CODEC.decode(json, type)).isNotNull();
        assertThat(problems(json, type)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void whatTheCodecRefusesDoesNotFitTheSchema(Type type, String json) {
        assertThat(problems(json, type)).isNotEmpty();
    }

    static List<Arguments> values() {
        Item item = new Item("nut", 3, Colour.RED, new byte[] {1, 2}, Optional.of(7L));
        return List.of(
                Arguments.of(type("text"), "a"),
                Arguments.of(type("whole"), 3),
                Arguments.of(type("large"), BigInteger.TEN.pow(30)),
                Arguments.of(type("exact"), new BigDecimal("1.50")),
                Arguments.of(type("letter"), 'c'),
                Arguments.of(type("small"), (byte) -128),
                Arguments.of(type("truth"), true),
                Arguments.of(type("id"), UUID.randomUUID()),
                Arguments.of(type("place"), URI.create("../x")),
                Arguments.of(type("bytes"), new byte[] {1, 2, 3}),
                Arguments.of(type("colour"), Colour.GREEN),
                Arguments.of(type("day"), DayOfWeek.MONDAY),
                Arguments.of(type("instant"), NOON),
                Arguments.of(type("date"), LocalDate.EPOCH),
                Arguments.of(type("local"), LocalDateTime.MIN.withYear(2026)),
                Arguments.of(type("time"), LocalTime.NOON),
                Arguments.of(type("offset"), OffsetDateTime.parse("2026-01-31T12:00:00+01:00")),
                Arguments.of(type("zoned"), NOON.atZone(ZoneId.of("Europe/Zurich"))),
                Arguments.of(type("offsetTime"), OffsetTime.parse("12:00+01:00")),
                Arguments.of(type("duration"), Duration.ofMillis(90_500)),
                Arguments.of(type("period"), Period.ofMonths(3)),
                Arguments.of(type("year"), Year.of(2026)),
                Arguments.of(type("month"), YearMonth.of(2026, 1)),
                Arguments.of(type("monthDay"), MonthDay.of(1, 31)),
                Arguments.of(type("zone"), ZoneId.of("Europe/Zurich")),
                Arguments.of(type("locale"), Locale.GERMANY),
                Arguments.of(type("currency"), Currency.getInstance("CHF")),
                Arguments.of(type("old"), new Date(0)),
                Arguments.of(type("older"), new GregorianCalendar(2026, 0, 31)),
                Arguments.of(type("items"), List.of(item)),
                Arguments.of(type("byId"), Map.of(UUID.randomUUID(), item)),
                Arguments.of(type("byItem"), Map.of(item, 1)),
                Arguments.of(type("array"), new Item[] {item}),
                Arguments.of(type("maybe"), OptionalInt.of(3)),
                Arguments.of(type("page"), new Page<>(List.of(item), 1)),
                Arguments.of(type("tree"), new Tree("root", List.of(new Tree("leaf", List.of(), null)), null)),
                Arguments.of(type("bean"), new Bean()),
                Arguments.of(type("created"), new Created(3)),
                Arguments.of(type("own"), new Own()),
                Arguments.of(type("adapted"), new Adapted(new Point(1, 2), new Point(3, 4))),
                Arguments.of(type("below"), new Below()),
                Arguments.of(
                        type("json"), Json.createObjectBuilder().add("a", 1).build()),
                Arguments.of(type("anything"), List.of(1, "a")));
    }

    static List<Arguments> misfits() {
        return List.of(
                Arguments.of(type("text"), "1"),
                Arguments.of(type("whole"), "\"1\""),
                Arguments.of(type("whole"), "1.5"),
                Arguments.of(type("whole"), "null"),
                Arguments.of(type("small"), "128"),
                Arguments.of(type("letter"), "\"ab\""),
                Arguments.of(type("colour"), "\"BLUE\""),
                Arguments.of(type("id"), "\"1\""),
                Arguments.of(type("instant"), "\"yesterday\""),
                Arguments.of(type("date"), "\"2026-13-01\""),
                Arguments.of(type("items"), "{}"),
                Arguments.of(type("items"), "[{\"count\": null}]"),
                Arguments.of(type("items"), "[{\"colour\": \"BLUE\"}]"),
                Arguments.of(type("tree"), "{\"children\": [{\"children\": 1}]}"),
                Arguments.of(type("page"), "{\"items\": [1]}"),
                Arguments.of(type("animal"), "{\"name\": \"Rex\"}"));
    }

    @Test
    void aTypeThatHoldsItselfIsReferredTo() {
        assertThat(schemas.of(Tree.class)).hasToString("{\"$ref\":\"#/$defs/Tree\"}");
        assertThat(definition("Tree").getJsonObject("properties").getJsonObject("children"))
                .hasToString("{\"type\":[\"array\",\"null\"],\"items\":{\"$ref\":\"#/$defs/Tree\"}}");
        assertThat(definition("Tree").getJsonObject("properties").getJsonObject("parent"))
                .hasToString("{\"anyOf\":[{\"$ref\":\"#/$defs/Tree\"},{\"type\":\"null\"}]}");
    }

    @Test
    void aMapWhoseTypeArgumentIsNoKeyHoldsAnything() {
        assertThat(schemas.of(type("bag"))).hasToString("{\"type\":\"object\",\"additionalProperties\":{}}");
    }

    @Test
    void aTypeThatHoldsEverLongerOnesEndsInAnything() {
        schemas.of(type("nest"));

        assertThat(schemas.definitions()).containsKeys("NestOfString", "NestOfListOfString");
        assertThat(schemas.definitions()).hasSizeLessThan(20);
        assertThat(problems("{\"value\": \"a\", \"inner\": {\"value\": [\"b\"], \"inner\": null}}", type("nest")))
                .isEmpty();
        assertThat(problems("{\"value\": \"a\", \"inner\": {\"value\": [1]}}", type("nest")))
                .isNotEmpty();
    }

    @Test
    void aMemberOfOneDirectionIsMarked() {
        schemas.of(Bean.class);

        JsonObject members = definition("Bean").getJsonObject("properties");
        assertThat(members.keySet()).containsExactly("URL", "full-name", "open", "secret", "size");
        assertThat(members.getJsonObject("size").getBoolean("readOnly")).isTrue();
        assertThat(members.getJsonObject("secret").getBoolean("writeOnly")).isTrue();
        assertThat(members.getJsonObject("open")).doesNotContainKey("readOnly");
    }

    @Test
    void twoTypesOfOneSimpleNameStandApart() {
        schemas.of(Item.class);
        schemas.of(Elsewhere.Item.class);

        assertThat(schemas.definitions())
                .containsKey("Item")
                .containsKey("org.caraway.internal.payload.SampleTypes.Elsewhere.Item");
    }

    @Test
    void whatOnlyTheApplicationKnowsMayBeAnything() {
        schemas.of(Own.class);

        assertThat(definition("Own")).isEmpty();
        assertThat(schemas.of(Object.class)).isEmpty();
        assertThat(schemas.of(java.util.BitSet.class)).isEmpty();
    }

    @Test
    void theClassOfAnAnimalIsToldByAMember() {
        schemas.of(Animal.class);

        assertThat(definition("Animal").getJsonObject("properties").getJsonObject("@kind"))
                .hasToString("{\"type\":\"string\",\"enum\":[\"dog\"]}");
    }

    private JsonObject definition(String name) {
        return java.util.Objects.requireNonNull(schemas.definitions().get(name));
    }

    private Set<ValidationMessage> problems(String json, Type type) {
        var definitions = Json.createObjectBuilder();
        JsonObject schema = schemas.of(type);
        schemas.definitions().forEach(definitions::add);
        String whole = Json.createObjectBuilder(schema)
                .add("$defs", definitions)
                .build()
                .toString();
        try {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(whole)
                    .validate(new ObjectMapper().readTree(json), context -> context.getExecutionConfig()
                            .setFormatAssertionsEnabled(true));
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(json, broken);
        }
    }

    private static Type type(String parameter) {
        Method method = Types.class.getDeclaredMethods()[0];
        return Arrays.stream(method.getParameters())
                .filter(each -> each.getName().equals(parameter))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(parameter))
                .getParameterizedType();
    }
}
