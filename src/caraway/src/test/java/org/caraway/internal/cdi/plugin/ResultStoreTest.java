package org.caraway.internal.cdi.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.observation.LoggedRecords;
import org.caraway.internal.payload.LargeResults;
import org.caraway.spi.ResultStore;
import org.junit.jupiter.api.Test;

/** Where the results of an application go. */
class ResultStoreTest {

    private static final String HERE = ResultStoreTest.class.getName();
    private static final ResultStore.Key KEY = new ResultStore.Key(new UUID(0, 1), 1, "0123456789abcdef");

    /** A store that refuses everything with its name. */
    abstract static class Refusing implements ResultStore {

        @Override
        public void save(Key key, String json) {
            throw new IllegalStateException("no");
        }

        @Override
        public Optional<String> load(Key key) {
            return Optional.empty();
        }

        @Override
        public void delete(Key key) {}
    }

    @ApplicationScoped
    static class Unrelated {}

    @ApplicationScoped
    static class Disk extends Refusing {}

    @ApplicationScoped
    static class Bucket extends Refusing {}

    @Alternative
    @Priority(1)
    @ApplicationScoped
    static class Drawer extends Refusing {}

    @ApplicationScoped
    static class Vault extends Refusing {

        @Override
        public String location() {
            return "vault-7";
        }
    }

    @RequestScoped
    static class Satchel extends Refusing {}

    private static LargeResults results(Application application) {
        return application.deployment().largeResults().get();
    }

    private static String complaint(LargeResults results) {
        try {
            return results.save(KEY, "1", "the attempt");
        } catch (RuntimeException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    @Test
    void withoutOneTheyStandInTheirRows() {
        try (Application application = Application.with(Unrelated.class).deploy()) {
            assertThat(results(application).present()).isFalse();
        }
    }

    @Test
    void largeOnesGoToIt() {
        try (Application application = Application.with(Disk.class).deploy()) {
            assertThat(results(application).takes("1".repeat(65_536))).isFalse();
            assertThat(results(application).takes("1".repeat(65_537))).isTrue();
            assertThat(complaint(results(application)))
                    .contains("could not be saved in the ResultStore " + HERE + "$Disk: ");
        }
    }

    @Test
    void itsLocationIsTheNameOfItsClassUnlessItNamesOne() {
        try (Application application = Application.with(Disk.class).deploy()) {
            assertThat(results(application).location()).isEqualTo(HERE + "$Disk");
        }
        try (Application application = Application.with(Vault.class).deploy()) {
            assertThat(results(application).location()).isEqualTo("vault-7");
        }
    }

    @Test
    void theLimitOfRowsIsTheHighestThreshold() {
        try (Application application = Application.with(Disk.class)
                .configuredBy(Map.of("caraway.max-result-bytes", "100"))
                .deploy()) {
            assertThat(results(application).takes("1".repeat(100))).isFalse();
            assertThat(results(application).takes("1".repeat(101))).isTrue();
        }
    }

    @Test
    void anAlternativeStandsForTheOther() {
        try (Application application =
                Application.with(Disk.class, Drawer.class).deploy()) {
            assertThat(complaint(results(application))).contains(HERE + "$Drawer");
        }
    }

    @Test
    void twoAreRefused() {
        assertThat(Application.with(Disk.class, Bucket.class).mistakes())
                .hasSize(1)
                .first()
                .satisfies(mistake -> {
                    assertThat(mistake).contains(HERE + "$Disk", " and ", HERE + "$Bucket");
                    assertThat(mistake)
                            .endsWith(": both are ResultStores, and results go to one; remove one, or let one"
                                    + " bean decide between them");
                });
    }

    @Test
    void oneThatLivesOnlyOnSomeThreadsIsRefused() {
        assertThat(Application.with(Satchel.class).mistakes())
                .containsExactly(
                        HERE + "$Satchel: is a @RequestScoped ResultStore, but Caraway calls it on threads of its"
                                + " own, where that scope is not active; make it @ApplicationScoped");
    }

    @Test
    void aThresholdWithoutOneIsToldToHaveNoEffect() {
        Map<String, String> values = Map.of("caraway.result-store-threshold-bytes", "4000");
        try (LoggedRecords log = new LoggedRecords(ResultStoreCollector.class.getName())) {
            Application.with(Disk.class).configuredBy(values).deploy().close();
            Application.with(Unrelated.class).deploy().close();
            assertThat(log.lines()).isEmpty();

            Application.with(Unrelated.class).configuredBy(values).deploy().close();

            assertThat(log.lines())
                    .containsExactly(
                            "WARNING caraway.result-store-threshold-bytes: '4000' (from test.properties) has no"
                                    + " effect, because the application has no ResultStore: results stand in their rows; add a"
                                    + " bean of that type, or remove the key");
        }
    }
}
