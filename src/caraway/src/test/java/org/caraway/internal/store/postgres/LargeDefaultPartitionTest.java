package org.caraway.internal.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.caraway.documentation.CodeBlock;
import org.caraway.documentation.MarkdownPage;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.PostgresOnly;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** A default partition that is too large to be read under a lock. */
@PostgresOnly
class LargeDefaultPartitionTest {

    private final PartitionedStore days;
    private final DayCreation creation;
    private final List<String> reasons = new ArrayList<>();

    LargeDefaultPartitionTest(MigratedDatabase database) throws SQLException {
        days = new PartitionedStore(database);
        days.emptied();
        creation = new DayCreation(
                new Connections(days.database(), null, StoreUnderTest.PATIENCE),
                new PostgresDialect(),
                0,
                (kind, text) -> reasons.add(kind));
    }

    @Test
    void isReportedOnceADayAndReplacedAsTheDocumentationSays() throws SQLException, IOException {
        UUID today = days.finished(days.today(), "1 hour");
        creation.make(PartitionedStore.RETENTION);
        assertThat(days.partitions()).isEmpty();
        assertThat(reasons).containsExactly(DayPartitions.DAILY_WARNING + days.today());
        String[] steps = replacement().split("-- commit[^\n]*\n", -1);

        days.execute(steps[0]);
        creation.make(PartitionedStore.RETENTION);
        days.execute(steps[1]);

        assertThat(days.partitions()).hasSize(8);
        assertThat(days.placeOf(today)).containsExactly(DayPartition.nameOf(days.today()));
        assertThat(days.texts("SELECT COUNT(*) FROM caraway_finished_default")).containsExactly("0");
    }

    private static String replacement() throws IOException {
        return MarkdownPage.all().stream()
                .flatMap(page -> page.blocks("sql").stream())
                .map(CodeBlock::code)
                .filter(code -> code.contains("caraway_finished_large"))
                .findFirst()
                .orElseThrow();
    }
}
