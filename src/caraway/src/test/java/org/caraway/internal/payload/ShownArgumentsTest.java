package org.caraway.internal.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.caraway.Sensitive;
import org.caraway.Task;
import org.caraway.TaskCall;
import org.caraway.internal.registry.TestDefinitions;
import org.junit.jupiter.api.Test;

class ShownArgumentsTest {

    private final MaskedArguments shown =
            new MaskedArguments(TestDefinitions.registryOf(Mail.class), PayloadCodec.create());

    static class Mail {
        @Task
        void invite(String address, @Sensitive String code) {}

        @Task(format = "vault")
        void seal(String address) {}

        @Task
        void send(String address) {}
    }

    @Test
    void whatIsNotSensitiveIsShownAsItStands() {
        assertThat(shown.of("Mail.send", "[ \"a@b\" ]")).contains("[ \"a@b\" ]");
    }

    @Test
    void aSensitiveArgumentIsMaskedByPosition() {
        assertThat(shown.of("Mail.invite", "[\"a@b\",\"s3cret\"]")).contains("[\"a@b\",\"***\"]");
    }

    @Test
    void aSensitiveArgumentIsMaskedByName() {
        assertThat(shown.of("Mail.invite", "{\"code\":\"s3cret\",\"address\":\"a@b\"}"))
                .contains("{\"code\":\"***\",\"address\":\"a@b\"}");
    }

    @Test
    void anArgumentOfAnUnknownNameIsMaskedToo() {
        assertThat(shown.of("Mail.invite", "{\"Code\":\"s3cret\"}")).contains("{\"Code\":\"***\"}");
    }

    @Test
    void nothingIsShownThatIsInAFormat() {
        assertThat(shown.of("Mail.send", TestFormats.sealed("[\"a@b\"]"))).isEmpty();
        assertThat(shown.of(TaskCall.of("Mail.seal", List.of("a@b")))).isEmpty();
    }

    @Test
    void nothingIsShownOfAPlainRowWhoseTaskHasAFormat() {
        assertThat(shown.of("Mail.seal", "[\"a@b\"]")).isEmpty();
    }

    @Test
    void nothingIsShownOfATaskThatIsNotKnown() {
        assertThat(shown.of("Other.task", "[1]")).isEmpty();
    }

    @Test
    void nothingIsShownThatDoesNotFitTheParameters() {
        assertThat(shown.of("Mail.invite", "[\"s3cret\"]")).isEmpty();
        assertThat(shown.of("Mail.invite", "\"s3cret\"")).isEmpty();
        assertThat(shown.of("Mail.invite", "[s3cret")).isEmpty();
    }

    @Test
    void theArgumentsOfACallAreShownInTheSameWay() {
        TaskCall<?> call = TaskCall.of("Mail.invite", List.of("a@b", "s3cret"));

        assertThat(shown.of(call)).contains("[\"a@b\",\"***\"]");
        assertThat(shown.of(TaskCall.of("Other.task", List.of("s3cret")))).isEmpty();
    }
}
