package org.caraway.web.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.caraway.web.internal.http.Route.Permission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {

    private final Router router = new Router(List.of(
            route("GET", ""),
            route("GET", "tasks"),
            route("GET", "tasks/{id}"),
            route("POST", "tasks/{name}"),
            route("GET", "tasks/all")));

    @Test
    void aVariableIsDecoded() {
        Router.Match match = router.find(Requests.of("POST", "tasks/Sch%C3%B6n%2Fer.task"));

        assertThat(match.route().template()).isEqualTo("tasks/{name}");
        assertThat(match.variables()).containsEntry("name", "Schön/er.task");
    }

    @ParameterizedTest
    @CsvSource({"'',''", "tasks,tasks", "tasks/,tasks", "tasks/all,tasks/all", "tasks/other,tasks/{id}"})
    void whatIsWrittenGoesBeforeVariables(String path, String template) {
        assertThat(router.find(Requests.of("GET", path)).route().template()).isEqualTo(template);
    }

    @ParameterizedTest
    @ValueSource(strings = {"task", "tasks/a/b", "/tasks", "tasks//", "TASKS", "tasks/../tasks", "."})
    void whereNothingIsIs404(String path) {
        assertThat(refusal("GET", path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tasks/%", "tasks/%1", "tasks/%zz", "tasks/%ff", "tasks/%c3%28", "tasks/%ed%a0%80", "%e2%82/x"})
    void whatIsNotEncodedIs400(String path) {
        assertThat(refusal("GET", path).status()).isEqualTo(400);
    }

    @Test
    void anotherMethodIsToldWhichThereAre() {
        Problem problem = refusal("DELETE", "tasks/x");

        assertThat(problem.status()).isEqualTo(405);
        assertThat(problem.headers()).containsEntry("Allow", "GET, POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tasks?a=%", "tasks?%zz=1", "tasks?a=1&b=%ff", "tasks?a=%c0%af"})
    void aQueryThatIsNotEncodedIs400(String address) {
        Refusal refusal = catchThrowableOfType(
                Refusal.class, () -> Requests.of("GET", address).allowOnlyParameters("a", "b"));

        assertThat(refusal.problem().status()).isEqualTo(400);
    }

    @Test
    void aQueryIsDecoded() {
        WebRequest request = Requests.of("GET", "tasks?a=1+2&a=%2B&b&&c=x=y");

        assertThat(request.query()).containsEntry("a", List.of("1 2", "+")).containsEntry("c", List.of("x=y"));
        assertThat(request.flag("b")).isTrue();
        assertThat(request.flag("d")).isFalse();
        assertThat(catchThrowableOfType(Refusal.class, () -> request.flag("c"))
                        .problem()
                        .status())
                .isEqualTo(400);
        assertThat(catchThrowableOfType(Refusal.class, () -> request.parameter("a"))
                        .problem()
                        .errors())
                .containsExactly(new Problem.Field("a", "The parameter is given more than once"));
        assertThat(catchThrowableOfType(Refusal.class, () -> request.allowOnlyParameters("a", "b"))
                        .problem()
                        .errors())
                .extracting(Problem.Field::pointer)
                .containsExactly("c");
    }

    private Problem refusal(String method, String path) {
        return catchThrowableOfType(Refusal.class, () -> router.find(Requests.of(method, path)))
                .problem();
    }

    private static Route route(String method, String template) {
        return new Route(method, template, Permission.READ_TASKS, (request, variables) -> Answer.nothing());
    }
}
