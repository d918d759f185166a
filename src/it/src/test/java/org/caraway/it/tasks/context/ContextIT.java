package org.caraway.it.tasks.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.caraway.TaskQueue;
import org.caraway.it.harness.TestWar;
import org.caraway.it.tasks.Note;
import org.caraway.it.tasks.StatelessTasks;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** The environment of a task: contexts, naming, class loader, and transactions. */
@ArquillianTest
class ContextIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Deployment
    static WebArchive application() {
        JavaArchive library = ShrinkWrap.create(JavaArchive.class, "library.jar")
                .addClass(LibraryTasks.class)
                .addAsManifestResource(
                        new StringAsset("<beans xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"4.0\""
                                + " bean-discovery-mode=\"annotated\"/>"),
                        "beans.xml");
        return TestWar.of(
                        "context",
                        "",
                        ContextTasks.class,
                        RequestTrace.class,
                        Note.class,
                        DependentTasks.class,
                        StatelessTasks.class)
                .addAsLibrary(library)
                .addAsResource(TestWar.persistence(Note.class), "META-INF/persistence.xml");
    }

    @Test
    void eachAttemptHasARequestOfItsOwnThatEnds() {
        int madeBefore = RequestTrace.MADE.get();
        int destroyedBefore = RequestTrace.DESTROYED.get();

        List<Integer> numbers = tasks.enqueue(ContextTasks::traceRequests).await(PATIENCE);

        assertThat(numbers.get(0)).isEqualTo(numbers.get(1)).isEqualTo(madeBefore + 2);
        await("the end of both requests")
                .atMost(PATIENCE)
                .until(() -> RequestTrace.DESTROYED.get() == destroyedBefore + 2);
    }

    @Test
    void namesAreThoseOfTheApplication() {
        assertThat(tasks.enqueue(ContextTasks::lookUp, "java:module/ModuleName").await(PATIENCE))
                .isEqualTo(
                        tasks.enqueue(ContextTasks::lookUp, "java:app/AppName").await(PATIENCE))
                .isNotBlank();
        assertThat(tasks.enqueue(ContextTasks::lookUp, "java:comp/DefaultManagedExecutorService")
                        .await(PATIENCE))
                .isNotBlank();
    }

    @Test
    void theClassLoaderIsTheApplications() {
        assertThat(tasks.enqueue(ContextTasks::classLoaderIsTheApplications).await(PATIENCE))
                .isTrue();
    }

    @Test
    void theConfigurationIsTheApplications() {
        assertThat(tasks.enqueue(ContextTasks::configuration, "it.greeting").await(PATIENCE))
                .isEqualTo("configured");
    }

    @Test
    void aTaskHasAPersistenceContextInItsTransactionAndOneForTheAttempt() {
        long id = tasks.enqueue(ContextTasks::persist, "kept").await(PATIENCE);

        assertThat(tasks.enqueue(ContextTasks::readTwice, id).await(PATIENCE)).isTrue();
    }

    @Test
    void aDependentBeanServesOneAttemptAndIsDestroyed() {
        int destroyedBefore = DependentTasks.DESTROYED.get();

        assertThat(tasks.enqueue(DependentTasks::greet, "bean").await(PATIENCE)).isEqualTo("dependent bean");

        await("the end of the bean")
                .atMost(PATIENCE)
                .until(() -> DependentTasks.DESTROYED.get() == destroyedBefore + 1);
    }

    @Test
    void anEnterpriseBeanHasTasks() {
        assertThat(tasks.enqueue(StatelessTasks::greet, "bean").await(PATIENCE)).isEqualTo("stateless bean");
    }

    @Test
    void aLibraryOfTheApplicationHasTasks() {
        assertThat(tasks.enqueue(LibraryTasks::greet, "bean").await(PATIENCE)).isEqualTo("library bean");
    }
}
