package org.caraway.web.internal.submit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.caraway.TaskCall;
import org.caraway.UniqueKey;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.json.FieldErrors;
import org.caraway.web.internal.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallOptionsReaderTest {

    private static final TaskCall<Object> CALL = TaskCall.of("Mail.send", List.of());

    @Test
    void everyOptionIsRead() {
        FieldErrors errors = new FieldErrors();
        String json = "{\"queue\":\"mail\",\"priority\":7,\"key\":\"acme\",\"delay\":\"PT5M\","
                + "\"expiresIn\":\"PT1H\",\"timeLimit\":\"PT2M\",\"softTimeLimit\":\"PT1M\",\"maxRetries\":-1,"
                + "\"ignoreResult\":true,\"retainFor\":\"P1D\",\"labels\":{\"a\":\"b\"},\"headers\":{\"c\":\"d\"},"
                + "\"uniqueKey\":{\"key\":\"u\",\"window\":\"PT1H\",\"onConflict\":\"REFUSE\"}}";

        TaskCall<Object> call = read(json, errors);

        errors.throwIfAny();
        assertThat(call)
                .isEqualTo(CALL.queue("mail")
                        .priority(7)
                        .key("acme")
                        .in(Duration.ofMinutes(5))
                        .expiresIn(Duration.ofHours(1))
                        .timeLimit(Duration.ofMinutes(2))
                        .softTimeLimit(Duration.ofMinutes(1))
                        .maxRetries(-1)
                        .ignoreResult()
                        .retainFor(Duration.ofDays(1))
                        .label("a", "b")
                        .header("c", "d")
                        .unique(UniqueKey.of("u").within(Duration.ofHours(1)).onConflict(UniqueKey.Conflict.REFUSE)));
    }

    @Test
    void instantsAndShortKeysAreRead() {
        FieldErrors errors = new FieldErrors();

        TaskCall<Object> call = read(
                "{\"startAt\":\"2026-01-31T12:00:00Z\",\"expiresAt\":\"2126-02-01T12:00:00Z\",\"uniqueKey\":\"u\"}",
                errors);

        errors.throwIfAny();
        assertThat(call)
                .isEqualTo(CALL.at(Instant.parse("2026-01-31T12:00:00Z"))
                        .expiresAt(Instant.parse("2126-02-01T12:00:00Z"))
                        .uniqueKey("u"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|/options",
                "1|/options",
                "{\"queu\":\"mail\"}|/options/queu",
                "{\"queue\":\"no queue\"}|/options/queue",
                "{\"queue\":1}|/options/queue",
                "{\"queue\":\"\"}|/options/queue",
                "{\"priority\":10}|/options/priority",
                "{\"priority\":-1}|/options/priority",
                "{\"priority\":1.5}|/options/priority",
                "{\"priority\":1e9999}|/options/priority",
                "{\"priority\":\"7\"}|/options/priority",
                "{\"key\":\" \"}|/options/key",
                "{\"key\":\"\\u0000\"}|/options/key",
                "{\"id\":\"01a1fd2c-d609-74a5-95d7-a725dc43b294\"}|/options/id",
                "{\"delay\":\"5\"}|/options/delay",
                "{\"delay\":\"-PT5M\"}|/options/delay",
                "{\"delay\":\"P99999999D\"}|/options/delay",
                "{\"delay\":\"PT9999999999999999999999S\"}|/options/delay",
                "{\"delay\":\"PT1S\",\"startAt\":\"2026-01-31T12:00:00Z\"}|/options/startAt",
                "{\"startAt\":\"now\"}|/options/startAt",
                "{\"startAt\":\"+999999999-01-01T00:00:00Z\"}|/options/startAt",
                "{\"expiresIn\":\"PT0S\"}|/options/expiresIn",
                "{\"delay\":\"PT5M\",\"expiresIn\":\"PT1M\"}|/options/expiresIn",
                "{\"expiresIn\":\"PT1S\",\"expiresAt\":\"2026-01-31T12:00:00Z\"}|/options/expiresAt",
                "{\"timeLimit\":\"PT0S\"}|/options/timeLimit",
                "{\"timeLimit\":\"PT1M\",\"softTimeLimit\":\"PT2M\"}|/options/softTimeLimit",
                "{\"maxRetries\":-2}|/options/maxRetries",
                "{\"maxRetries\":2147483648}|/options/maxRetries",
                "{\"ignoreResult\":\"yes\"}|/options/ignoreResult",
                "{\"retainFor\":\"PT0S\"}|/options/retainFor",
                "{\"labels\":[]}|/options/labels",
                "{\"labels\":{\"a\":1}}|/options/labels/a",
                "{\"headers\":{\"a\":null}}|/options/headers/a",
                "{\"headers\":{\"a\":\"\\ud800\"}}|/options/headers/a",
                "{\"uniqueKey\":1}|/options/uniqueKey",
                "{\"uniqueKey\":{}}|/options/uniqueKey/key",
                "{\"uniqueKey\":{\"key\":\"k\",\"scope\":\"EVER\"}}|/options/uniqueKey/scope",
                "{\"uniqueKey\":{\"key\":\"k\",\"scope\":\"LIVE\",\"window\":\"PT1S\"}}|/options/uniqueKey",
                "{\"uniqueKey\":{\"key\":\"k\",\"x\":1}}|/options/uniqueKey/x",
            })
    void whatIsWrongIsTold(String json, String pointer) {
        FieldErrors errors = new FieldErrors();

        read(json, errors);

        Refusal refusal = catchThrowableOfType(Refusal.class, errors::throwIfAny);
        assertThat(refusal.problem().errors())
                .extracting(Problem.Field::pointer)
                .contains(pointer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "queue",
                "priority",
                "key",
                "delay",
                "startAt",
                "expiresIn",
                "expiresAt",
                "timeLimit",
                "softTimeLimit",
                "maxRetries",
                "ignoreResult",
                "retainFor",
                "labels",
                "headers",
                "uniqueKey"
            })
    void anOptionThatIsNullIsRefused(String option) {
        FieldErrors errors = new FieldErrors();

        read("{\"" + option + "\":null}", errors);

        Refusal refusal = catchThrowableOfType(Refusal.class, errors::throwIfAny);
        assertThat(refusal.problem().errors())
                .extracting(Problem.Field::pointer)
                .containsExactly("/options/" + option);
    }

    private static TaskCall<Object> read(String json, FieldErrors errors) {
        return CallOptionsReader.read(CALL, StrictJson.parse(json.getBytes(UTF_8)), errors);
    }
}
