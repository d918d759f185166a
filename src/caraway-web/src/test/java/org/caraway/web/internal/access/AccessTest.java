package org.caraway.web.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.caraway.web.internal.http.Caller;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Requests;
import org.caraway.web.internal.http.Route.Permission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTest {

    private final Access access =
            new Access(Set.of("reader"), Set.of("submitter"), Set.of("operator")).withSignallers(Set.of("signaller"));

    @ParameterizedTest
    @CsvSource({
        "reader, READ_TASKS READ_ALL",
        "submitter, READ_TASKS SUBMIT",
        "signaller, SIGNAL",
        "operator, READ_TASKS READ_ALL SUBMIT SIGNAL OPERATE",
        "stranger, ''",
    })
    void eachRoleMayDoItsOwn(String role, String permissions) {
        Caller caller = Requests.as("ann", role);

        assertThat(permissionsOf(caller, access)).isEqualTo(permissions);
    }

    @ParameterizedTest
    @CsvSource({
        "reader, READ_TASKS",
        "submitter, READ_TASKS SUBMIT",
        "signaller, SIGNAL",
        "operator, READ_TASKS READ_ALL SUBMIT SIGNAL OPERATE",
        "stranger, ''",
    })
    void withOwnTasksOnlyReadersSeeAndNoMore(String role, String permissions) {
        Caller caller = Requests.as("ann", role);

        assertThat(permissionsOf(caller, access.withOwnTasksOnly())).isEqualTo(permissions);
    }

    private static String permissionsOf(Caller caller, Access access) {
        return Arrays.stream(Permission.values())
                .filter(permission -> access.allows(caller, permission))
                .map(Enum::name)
                .collect(Collectors.joining(" "));
    }

    @Test
    void nobodyMayDoAnythingWhateverRolesTheyHave() {
        Caller nobody = Requests.as(null, "operator");

        Problem problem = catchThrowableOfType(Refusal.class, () -> access.requireLogin(nobody, "Bearer"))
                .problem();

        assertThat(problem.status()).isEqualTo(401);
        assertThat(problem.headers()).containsEntry("WWW-Authenticate", "Bearer");
        assertThat(access.allows(nobody, Permission.READ_TASKS)).isFalse();
    }

    @Test
    void twoStarsAreEverybodyWhoHasLoggedIn() {
        Access open = new Access(Set.of("**"), Set.of(), Set.of());

        assertThat(open.allows(Requests.as("ann"), Permission.READ_ALL)).isTrue();
        assertThat(open.allows(Requests.as("ann"), Permission.OPERATE)).isFalse();
        assertThat(open.allows(Requests.as(null), Permission.READ_ALL)).isFalse();
    }

    @Test
    void withoutRolesEverybodyIsRefused() {
        Access closed = new Access(Set.of(), Set.of(), Set.of());

        Refusal refusal = catchThrowableOfType(
                Refusal.class, () -> closed.require(Requests.as("ann", "operator", ""), Permission.READ_TASKS));

        assertThat(refusal.problem().status()).isEqualTo(403);
    }
}
