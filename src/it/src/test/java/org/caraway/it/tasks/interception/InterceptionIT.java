package org.caraway.it.tasks.interception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.inject.Inject;
import java.time.Duration;
import org.caraway.TaskFailedException;
import org.caraway.TaskHandle;
import org.caraway.TaskQueue;
import org.caraway.it.harness.TestWar;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** Interceptors and permissions of the container around a task's method. */
@ArquillianTest
class InterceptionIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final String ROLES = """
            <glassfish-web-app>
              <security-role-mapping>
                <role-name>admin</role-name>
                <principal-name>batch</principal-name>
              </security-role-mapping>
            </glassfish-web-app>
            """;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Deployment
    static WebArchive application() {
        return TestWar.of(
                        "interception",
                        "",
                        GuardedTasks.class,
                        Audited.class,
                        AuditInterceptor.class,
                        Ledger.class,
                        AdminTasks.class)
                .addAsWebInfResource(new StringAsset(ROLES), "glassfish-web.xml");
    }

    @Test
    void anInterceptorOfTheApplicationSurroundsTheMethodAndKnowsTheTask() {
        assertThat(tasks.enqueue(GuardedTasks::audited).await(PATIENCE)).isEqualTo("audited in attempt 1: none");
    }

    @Test
    void interceptorsAndTransactionsGoTogether() {
        assertThat(tasks.enqueue(GuardedTasks::auditedInTransaction).await(PATIENCE))
                .isEqualTo("auditedInTransaction in attempt 1: transaction");
        assertThat(tasks.enqueue(GuardedTasks::inTransactionOfItsOwn).await(PATIENCE))
                .isEqualTo("transaction");
    }

    @Test
    void anEnterpriseBeanRefusesATaskWithoutItsRole() {
        TaskHandle<String> direct = tasks.enqueue(Ledger::read);
        TaskHandle<String> behind = tasks.enqueue(GuardedTasks::callLedger);

        assertThatThrownBy(() -> direct.await(PATIENCE))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("EJBAccessException");
        assertThatThrownBy(() -> behind.await(PATIENCE))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("EJBAccessException");
    }

    @Test
    void anEnterpriseBeanWithRunAsActsInThatRole() {
        assertThat(tasks.enqueue(AdminTasks::readLedger).await(PATIENCE)).isEqualTo("balanced");
    }

    @Test
    void aPlainBeanIsNotGuardedByRolesAllowed() {
        assertThat(tasks.enqueue(GuardedTasks::ofABeanForAdmins).await(PATIENCE))
                .isEqualTo("called");
    }
}
