package org.caraway.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FeatureMatrixTest {

    @Test
    void everyTickedFeatureNamesTestsThatExist() throws IOException {
        FeatureMatrix matrix =
                FeatureMatrix.parse(Files.readString(Sources.root().resolve("docs/features.md")));

        assertThat(matrix.rows()).hasSizeGreaterThan(300);
        assertThat(matrix.problems(tests())).isEmpty();
    }

    private static Map<String, String> tests() throws IOException {
        Map<String, String> tests = new HashMap<>();
        for (Path file : Sources.test()) {
            String name = file.getFileName().toString();
            tests.merge(name.substring(0, name.length() - ".java".length()), Files.readString(file), String::concat);
        }
        return tests;
    }

    @Nested
    class AMatrix {

        private final Map<String, String> tests =
                Map.of("StoreTest", "class StoreTest { @Test void aRowIsKept() throws Exception { keep(lost()); } }");

        @Test
        void mayTickAFeatureWithAProof() {
            assertThat(problems("| TD-01 | tasks | done | `StoreTest#aRowIsKept` |"))
                    .isEmpty();
        }

        @Test
        void mayLeaveAFeatureOpen() {
            assertThat(problems("| TD-01 | tasks | open | |")).isEmpty();
        }

        @Test
        void mayNotTickAFeatureWithoutAProof() {
            assertThat(problems("| TD-01 | tasks | part | soon |"))
                    .containsExactly("TD-01 is part without a proof; name `TestClass#method`");
        }

        @Test
        void mayNotNameATestClassThatDoesNotExist() {
            assertThat(problems("| TD-01 | tasks | done | `LostTest#aRowIsKept` |"))
                    .containsExactly("TD-01 names the test class LostTest, which does not exist");
        }

        @Test
        void mayNotNameAMethodThatIsOnlyCalled() {
            assertThat(problems("| TD-01 | tasks | done | `StoreTest#aRowIsKept`, `StoreTest#lost` |"))
                    .containsExactly("TD-01 names `StoreTest#lost`, a method that the class does not have");
        }

        @Test
        void mayNotSayNotApplicableWithoutAReason() {
            assertThat(problems("| TD-01 | tasks | n/a | |")).containsExactly("TD-01 is n/a without a reason");
        }

        @Test
        void mayNotInventAStatus() {
            assertThat(problems("| TD-01 | tasks | nearly | |"))
                    .containsExactly("TD-01 has status 'nearly'; use done, part, open or n/a");
        }

        @Test
        void mayNotNameAFeatureTwice() {
            assertThat(problems("| TD-01 | tasks | open | |\n| TD-01 | tasks | open | |"))
                    .containsExactly("TD-01 appears twice");
        }

        @Test
        void mayNotHaveARowWithACellTooMany() {
            assertThatThrownBy(() -> problems("| TD-01 | a | b | open | |"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Row TD-01 has 5 cells; a row has four: ID, feature, status, proof");
        }

        private Iterable<String> problems(String markdown) {
            return FeatureMatrix.parse(markdown).problems(tests);
        }
    }
}
