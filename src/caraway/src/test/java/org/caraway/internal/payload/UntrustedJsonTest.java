package org.caraway.internal.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.CarawayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that somebody else has written into a row never decides which class is created. */
class UntrustedJsonTest {

    private final PayloadCodec payload = PayloadCodec.create();

    /** Counts its objects. */
    public static final class Trap {

        static final AtomicInteger CREATED = new AtomicInteger();

        public Trap() {
            CREATED.incrementAndGet();
        }
    }

    /** Has a member that may hold anything. */
    public record Box(Object content) {}

    @ParameterizedTest
    @ValueSource(strings = {"@class", "@type", "class", "type", "className", "javaClass", "@c"})
    void aClassThatTheJsonNamesIsNotCreated(String member) {
        Map<String, String> plain = Map.of(member, Trap.class.getName());
        String text = "{\"" + member + "\":\"" + Trap.class.getName() + "\"}";

        assertThat(payload.decode(text, Object.class)).isEqualTo(plain);
        assertThat(payload.decode("{\"content\":[" + text + "]}", Box.class)).isEqualTo(new Box(List.of(plain)));
        assertThat(payload.decode("[\"" + Trap.class.getName() + "\",{}]", Object.class))
                .isEqualTo(List.of(Trap.class.getName(), Map.of()));
        assertThat(Trap.CREATED).hasValue(0);
    }

    @Test
    void aSerializedObjectIsText() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new IllegalStateException("serialized"));
        }
        String text = Base64.getEncoder().encodeToString(bytes.toByteArray());

        assertThat(payload.decode("\"" + text + "\"", Object.class)).isEqualTo(text);
        assertThatThrownBy(() -> payload.decode("\"" + text + "\"", IllegalStateException.class))
                .isInstanceOf(CarawayException.class)
                .hasMessageContaining("java.lang.IllegalStateException");
    }
}
