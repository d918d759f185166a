package org.caraway.web;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.caraway.TaskCall;
import org.caraway.admin.DefinitionInfo;
import org.caraway.admin.DefinitionSettings;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Requests;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** JSON null in a member of a request is refused with the pointer of the member, and nothing is done. */
class NullMembersTest {

    private static final DefinitionInfo DEFINITION = new DefinitionInfo(
            "Mail.send", "Mail#send", List.of(), "void", false, true, Map.of(), DefinitionSettings.none("Mail.send"));

    /** A member of a body that is described, and not as nullable. */
    record Member(String method, String path, String name) {}

    static Stream<Member> members() {
        List<Member> members = new ArrayList<>();
        Described.paths().forEach((path, item) -> item.asJsonObject()
                .forEach((method, operation) -> Described.body(operation.asJsonObject())
                        .forEach((name, schema) -> {
                            if (!schema.asJsonObject().getBoolean("nullable", false)) {
                                members.add(new Member(method.toUpperCase(Locale.ROOT), path, name));
                            }
                        })));
        assertThat(members).hasSizeGreaterThan(20);
        return members.stream();
    }

    @ParameterizedTest
    @MethodSource("members")
    void itIsRefusedInEveryBody(Member member) {
        Stub tasks = new Stub().answer("remoteCall", any -> Optional.of(TaskCall.of("Mail.send", List.of())));
        Stub admin = new Stub().answer("definitions", any -> List.of(DEFINITION));
        String path = member.path()
                .substring(1)
                .replace("{idOrName}", "Mail.send")
                .replace("{name}", "Mail.send")
                .replace("{queue}", "mail")
                .replace("{id}", "01a1fd2c-d609-74a5-95d7-a725dc43b294");

        Answer answer = TestEndpoint.over(tasks, admin)
                .answer(Requests.by(
                        Requests.as("ann", "operator"),
                        Requests.with(
                                "{\"" + member.name() + "\":null}",
                                member.method(),
                                path,
                                "Content-Type",
                                "application/json")));

        JsonObject problem = requireNonNull(answer.body(), "body").asJsonObject();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(problem.getJsonArray("errors").getValuesAs(JsonObject.class)).anySatisfy(error -> {
            assertThat(error.getString("pointer")).isEqualTo("/" + member.name());
            assertThat(error.getString("detail")).endsWith("null is none");
        });
    }
}
