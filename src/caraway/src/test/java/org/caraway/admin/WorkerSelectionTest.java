package org.caraway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkerSelectionTest {

    private static final String BLUE = "blue";

    @Test
    void allIncludesEveryWorkerAlsoOneWithoutANode() {
        assertThat(WorkerSelection.all().includes("web-1-ab12c", null)).isTrue();
        assertThat(WorkerSelection.all().summary()).isEqualTo("all workers");
    }

    @Test
    void idsAndNodesAreExact() {
        assertThat(WorkerSelection.ids("web-1").includes("web-1", BLUE)).isTrue();
        assertThat(WorkerSelection.ids("web-1").includes("web-10", BLUE)).isFalse();
        assertThat(WorkerSelection.nodes("blue").includes("web-1", BLUE)).isTrue();
        assertThat(WorkerSelection.nodes("blue").includes("blue", null)).isFalse();
    }

    @Test
    void patternsMatchTheWholeIdOrNode() {
        WorkerSelection pattern = WorkerSelection.matching("web-*-?");

        assertThat(pattern.includes("web-1-a", null)).isTrue();
        assertThat(pattern.includes("web--a", null)).isTrue();
        assertThat(pattern.includes("web-1-ab", null)).isFalse();
        assertThat(pattern.includes("my-web-1-a", null)).isFalse();
        assertThat(pattern.includes("other", "web-2-b")).isTrue();
    }

    @Test
    void aStarTakesAsMuchAsTheRestOfThePatternLeaves() {
        assertThat(WorkerSelection.matching("*a*b").includes("xaxbxaxb", null)).isTrue();
        assertThat(WorkerSelection.matching("a*").includes("a", null)).isTrue();
        assertThat(WorkerSelection.matching("*-?*").includes("web-", null)).isFalse();
        assertThat(WorkerSelection.matching("?").includes("", null)).isFalse();
    }

    /** A regular expression made of the pattern would not come to an end. */
    @Test
    void aPatternOfHundredsOfStarsIsMatched() {
        String name = "a".repeat(64) + "b";

        assertThat(WorkerSelection.matching("*a".repeat(60) + "*c").includes(name, null))
                .isFalse();
        assertThat(WorkerSelection.matching("*a".repeat(60) + "*b").includes(name, null))
                .isTrue();
    }

    @Test
    void whatMeansSomethingInARegularExpressionMeansItself() {
        assertThat(WorkerSelection.matching("a.b[c]\\E+").includes("a.b[c]\\E+", BLUE))
                .isTrue();
        assertThat(WorkerSelection.matching("a.b").includes("axb", BLUE)).isFalse();
    }

    @Test
    void anyOfTheThreeIsEnough() {
        WorkerSelection any = new WorkerSelection(Set.of("one"), Set.of("blue"), Set.of("t*"));

        assertThat(any.includes("one", null)).isTrue();
        assertThat(any.includes("x", BLUE)).isTrue();
        assertThat(any.includes("two", null)).isTrue();
        assertThat(any.includes("x", null)).isFalse();
        assertThat(any.summary()).isEqualTo("one, node blue, t*");
    }

    @Test
    void aCharacterIsOneHoweverManyUnitsItTakes() {
        assertThat(WorkerSelection.matching("w\uD83D\uDE00?").includes("w\uD83D\uDE00\uD83D\uDE01", null))
                .isTrue();
    }

    @Test
    void nobodyIsNotEverybody() {
        assertThatThrownBy(() -> WorkerSelection.ids(new String[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No worker was named; give an id, a node or a pattern, or use all()");
        assertThatThrownBy(() -> WorkerSelection.matching("web-*", " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("' ' is no pattern; give one that is not blank");
        assertThatThrownBy(() -> new WorkerSelection(Set.of(), Set.of(), Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("No worker was named");
        assertThatThrownBy(() -> new WorkerSelection(Set.of(""), Set.of("blue"), Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'' is no worker id; give one that is not blank");
    }
}
