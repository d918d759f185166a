package org.caraway.internal.payload;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbTransient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A field that JSON-B would drop without a word is a problem of the deployment. */
class DroppedFieldTest {

    private static final String FIX = ", make the class a record, or the field transient if it need not travel";

    @Test
    void aPrivateFieldWithoutAGetterIsAProblem() {
        assertThat(PayloadCodec.problemWith(Hidden.class))
                .hasValue(Hidden.class.getName()
                        + ".secret is not public and has no public getter, so JSON-B drops it; add getter and setter"
                        + FIX);
    }

    @Test
    void soIsOneOfASuperclass() {
        assertThat(PayloadCodec.problemWith(Below.class))
                .hasValueSatisfying(problem -> assertThat(problem).startsWith(Below.class.getName() + ".secret is"));
    }

    @Test
    void aFieldThatIsOnlyReadOrOnlyWrittenIsAProblem() {
        assertThat(PayloadCodec.problemWith(WriteOnly.class))
                .hasValue(WriteOnly.class.getName() + ".name has no public getter, so JSON-B does not write it; add one"
                        + FIX);
        assertThat(PayloadCodec.problemWith(ReadOnly.class))
                .hasValue(ReadOnly.class.getName()
                        + ".name has no public setter, so JSON-B does not read it; add one or a @JsonbCreator" + FIX);
    }

    @Test
    void whatNeedNotTravelOrIsWrittenAndReadIsNone() {
        assertThat(PayloadCodec.problemWith(Fine.class)).isEmpty();
        assertThat(PayloadCodec.problemWith(Created.class)).isEmpty();
    }

    @Test
    void aRecordWhoseMemberIsATypeVariableItselfIsAProblem() throws NoSuchMethodException {
        assertThat(PayloadCodec.problemWith(
                        Holder.class.getDeclaredMethod("box").getGenericReturnType()))
                .hasValue("Box.value of a record is of the type variable T itself, which JSON-B cannot read; declare a"
                        + " concrete type, or a class with getters and setters");
    }

    /** Has a record of anything. */
    interface Holder {
        Box<String> box();
    }

    /** A record of anything. */
    public record Box<T>(T value) {}

    /** The issue's own example. */
    public static class Hidden {
        public String open = "";

        private String secret = "";

        @Override
        public String toString() {
            return open + secret;
        }
    }

    /** Inherits it. */
    public static class Below extends Hidden {}

    /** Has a setter alone. */
    public static class WriteOnly {
        private String name = "";

        public void setName(String value) {
            name = value;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Has a getter alone. */
    public static class ReadOnly {
        private String name = "";

        public String getName() {
            return name;
        }

        void rename(String value) {
            name = value;
        }
    }

    /** Has nothing that is lost. */
    public static class Fine {
        private static final String SHARED = "";
        private transient @Nullable String cached;

        @JsonbTransient
        private @Nullable String left;

        private @Nullable String unasked;
        private @Nullable String name;

        public @Nullable String getName() {
            return name;
        }

        public void setName(String value) {
            name = value;
        }

        @JsonbTransient
        public @Nullable String getUnasked() {
            return unasked;
        }

        public String getComputed() {
            return SHARED + cached + left;
        }

        void remember(String value) {
            cached = value;
            left = value;
            unasked = value;
        }
    }

    /** Is read by its creator. */
    public static class Created {
        private final String name;

        @JsonbCreator
        public Created(@JsonbProperty("name") String name) {
            this.name = name;
        }

        public String getName() {
            return name;
        }
    }
}
