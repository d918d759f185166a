package org.caraway.internal.cdi.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.caraway.Task;
import org.caraway.TaskScoped;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.spi.PayloadFormat;
import org.junit.jupiter.api.Test;

/** The formats of an application, and the tasks that name them. */
class PayloadFormatCollectorTest {

    private static final String HERE = PayloadFormatCollectorTest.class.getName();

    @ApplicationScoped
    static class Ward {
        @Task(format = "vault")
        public String admit(String name) {
            return name;
        }

        @Task
        public void clean() {}
    }

    @ApplicationScoped
    static class Lab {
        @Task(format = "vualt")
        public void test() {}
    }

    /** What a test says of its text. */
    abstract static class Tagging implements PayloadFormat {

        abstract String tag();

        @Override
        public String encode(String json) {
            return tag() + json;
        }

        @Override
        public String decode(String text) {
            return text.substring(tag().length());
        }
    }

    @ApplicationScoped
    @Named("vault")
    static class Vault extends Tagging {
        @Override
        String tag() {
            return "V";
        }
    }

    @ApplicationScoped
    @Named("vault")
    static class Twin extends Tagging {
        @Override
        String tag() {
            return "T";
        }
    }

    @ApplicationScoped
    @Named("zip")
    static class Zip extends Tagging {
        @Override
        String tag() {
            return "Z";
        }
    }

    @Alternative
    @Priority(1)
    @ApplicationScoped
    @Named("vault")
    static class OtherVault extends Tagging {
        @Override
        String tag() {
            return "O";
        }
    }

    @ApplicationScoped
    static class Nameless extends Tagging {
        @Override
        String tag() {
            return "N";
        }
    }

    @ApplicationScoped
    @Named("json")
    static class Json extends Tagging {
        @Override
        String tag() {
            return "J";
        }
    }

    @RequestScoped
    @Named("request")
    static class OfRequest extends Tagging implements Serializable {
        @Override
        String tag() {
            return "B";
        }
    }

    @SessionScoped
    @Named("session")
    static class OfSession extends Tagging implements Serializable {
        @Override
        String tag() {
            return "B";
        }
    }

    @TaskScoped
    @Named("task")
    static class OfTask extends Tagging implements Serializable {
        @Override
        String tag() {
            return "B";
        }
    }

    private static String encoded(Application application, String task) {
        String format = application.definition(task).settings().format();
        PayloadCodec codec =
                PayloadCodec.create().with(application.deployment().formats().get());
        return codec.formatted(format, "[1]", "the arguments");
    }

    @Test
    void theFormatThatATaskNamesIsItsOwn() {
        try (Application application =
                Application.with(Ward.class, Vault.class, Zip.class).deploy()) {
            assertThat(encoded(application, "Ward.admit"))
                    .isEqualTo("{\"caraway:format\":\"vault\",\"value\":\"V[1]\"}");
            assertThat(encoded(application, "Ward.clean")).isEqualTo("[1]");
        }
    }

    @Test
    void configurationGoesBeforeTheAnnotation() {
        Map<String, String> values =
                Map.of("caraway.task.\"Ward.admit\".format", "json", "caraway.task.\"*\".format", "zip");
        try (Application application = Application.with(Ward.class, Vault.class, Zip.class)
                .configuredBy(values)
                .deploy()) {
            assertThat(encoded(application, "Ward.admit")).isEqualTo("[1]");
            assertThat(encoded(application, "Ward.clean")).contains("Z[1]");
        }
    }

    @Test
    void anAlternativeStandsForTheOther() {
        try (Application application =
                Application.with(Ward.class, Vault.class, OtherVault.class).deploy()) {
            assertThat(encoded(application, "Ward.admit")).contains("O[1]");
        }
    }

    @Test
    void twoOfOneNameAreRefused() {
        assertThat(Application.with(Twin.class, Vault.class).mistakes())
                .hasSize(1)
                .first()
                .satisfies(mistake -> {
                    assertThat(mistake).contains(HERE + "$Twin", " and ", HERE + "$Vault");
                    assertThat(mistake)
                            .endsWith(": both are PayloadFormats named 'vault'; give one of them another name with"
                                    + " @Named");
                });
    }

    @Test
    void thoseThatLiveOnlyOnSomeThreadsAreRefused() {
        String reason = ", but Caraway calls it on threads of its own, where that scope is not active; make it"
                + " @ApplicationScoped";

        assertThat(Application.with(OfRequest.class, OfSession.class, OfTask.class, Vault.class)
                        .mistakes())
                .containsExactlyInAnyOrder(
                        HERE + "$OfRequest: is a @RequestScoped PayloadFormat" + reason,
                        HERE + "$OfSession: is a @SessionScoped PayloadFormat" + reason,
                        HERE + "$OfTask: is a @TaskScoped PayloadFormat" + reason);
    }

    @Test
    void allMistakesAreToldAtOnce() {
        List<String> mistakes = Application.with(Lab.class, Vault.class, Nameless.class, Json.class)
                .mistakes();

        assertThat(mistakes)
                .containsExactlyInAnyOrder(
                        HERE + "$Lab#test: format: 'vualt' is the name of no PayloadFormat; did you mean vault?",
                        HERE + "$Nameless: is a PayloadFormat without a name, so no task can ask for it; add"
                                + " @Named(\"…\")",
                        HERE + "$Json: is a PayloadFormat named 'json', which stands for none; give it another name"
                                + " with @Named");
    }
}
