package org.caraway.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sub-packages are ranked like packages; {@link ArchitectureRulesTest} has the tests of these. */
class PackageDirectionTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void aClassInTheWrongSubPackageIsReported() throws IOException {
        List<String> violations = violations(
                "package org.caraway.internal.store.claim; public class Claims {}",
                "package org.caraway.internal.store.model; class Row { org.caraway.internal.store.claim.Claims claims; }");

        assertThat(violations)
                .isNotEmpty()
                .allMatch(line -> line.startsWith("'store.model' may not use 'store.claim'"));
    }

    @Test
    void subPackagesOfOneRankMayNotUseEachOther() throws IOException {
        List<String> violations = violations(
                "package org.caraway.internal.store.h2; public class Claims {}",
                "package org.caraway.internal.store.postgres; class Row { org.caraway.internal.store.h2.Claims claims; }");

        assertThat(violations)
                .isNotEmpty()
                .allMatch(line -> line.startsWith("'store.postgres' may not use 'store.h2'"));
    }

    @Test
    void aSubPackageWithoutARankIsReported() throws IOException {
        List<String> violations = violations("package org.caraway.internal.store.misc; class Drawer {}");

        assertThat(violations).singleElement().asString().contains("'store.misc', which has no rank");
    }

    @Test
    void aSubPackageThatUsesOnlyLowerOnesIsNotReported() throws IOException {
        List<String> violations = violations(
                "package org.caraway.internal.store.model; public class Row {}",
                "package org.caraway.internal.store.claim; public class Claims { org.caraway.internal.store.model.Row row; }",
                "package org.caraway.internal.store; class Wiring { org.caraway.internal.store.claim.Claims claims; }");

        assertThat(violations).isEmpty();
    }

    private List<String> violations(String... sources) throws IOException {
        return ArchitectureRules.DIRECTION
                .evaluate(CompiledSource.compile(directory, sources))
                .getFailureReport()
                .getDetails();
    }
}
