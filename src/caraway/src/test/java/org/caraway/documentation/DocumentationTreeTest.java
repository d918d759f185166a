package org.caraway.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DocumentationTreeTest {

    private static final Map<String, Integer> LONGEST = Map.of("README.md", 150, "CONTRIBUTING.md", 200);
    private static final Pattern NAMED = Pattern.compile("\\bdocs/[a-z0-9/-]+\\.md\\b");
    private static final Pattern VARIABLE = Pattern.compile("(?m)^#?(CARAWAY_[A-Z_]+)=");
    private static final Pattern KEY = Pattern.compile("`(caraway\\.[a-z.-]+)`");

    @Test
    void everyLinkLeadsToAFileOrHeading() throws IOException {
        assertThat(tree().brokenLinks()).isEmpty();
    }

    @Test
    void theIndexLeadsToEveryPage() throws IOException {
        assertThat(tree().unreachable("docs/README.md", "docs/")).isEmpty();
    }

    @Test
    void everyPageThatIsNamedInATextOrInCodeExists() throws IOException {
        assertThat(named()).isNotEmpty().allSatisfy(page -> assertThat(
                        MarkdownPage.root().resolve(page))
                .exists());
    }

    private static Set<String> named() throws IOException {
        StringBuilder texts = new StringBuilder();
        for (MarkdownPage page : MarkdownPage.all()) {
            texts.append(String.join("\n", page.lines()));
        }
        try (Stream<Path> modules = Files.list(MarkdownPage.root().resolve("src"))) {
            for (Path module : modules.toList()) {
                texts.append(code(module.resolve("src/main/java")));
            }
        }
        return NAMED.matcher(texts).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String code(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return "";
        }
        StringBuilder code = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                code.append(Files.readString(file));
            }
        }
        return code.toString();
    }

    @Test
    void thePagesThatEverybodyReadsAreShort() throws IOException {
        for (MarkdownPage page : MarkdownPage.all()) {
            int longest = LONGEST.getOrDefault(page.path(), Integer.MAX_VALUE);
            assertThat(page.lines()).as(page.path()).hasSizeLessThanOrEqualTo(longest);
        }
    }

    /** Keys of one task or queue have tables of their own. */
    @Test
    void thePageOfTheSettingsHasEveryKey() throws IOException {
        String example = Files.readString(MarkdownPage.root().resolve(".env.example"));
        String page = Files.readString(MarkdownPage.root().resolve("docs/reference/settings.md"));

        Set<String> variables = VARIABLE.matcher(example)
                .results()
                .map(found -> found.group(1))
                .filter(variable -> !variable.contains("__"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> keys = KEY.matcher(page)
                .results()
                .map(DocumentationTreeTest::variable)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(keys).isEqualTo(variables);
    }

    private static String variable(MatchResult key) {
        return key.group(1).replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }

    private static DocumentationTree tree() throws IOException {
        return new DocumentationTree(MarkdownPage.root(), MarkdownPage.all());
    }

    @Nested
    class ATree {

        @Test
        void reportsALinkToAMissingFile() {
            assertThat(tree("docs/a.md", "see [b](b.md)").brokenLinks())
                    .containsExactly("docs/a.md links to b.md, which does not exist");
        }

        @Test
        void reportsALinkToAMissingHeading() {
            assertThat(tree("docs/a.md", "# A `b`, and c", "[here](#a-b-and-c) [there](#a-b)")
                            .brokenLinks())
                    .containsExactly("docs/a.md links to #a-b, which does not exist");
        }

        @Test
        void ignoresOtherSitesAndCode() {
            assertThat(tree("docs/a.md", "[site](https://example.org) `[a](b)`", "```", "[c](d)", "```")
                            .brokenLinks())
                    .isEmpty();
        }

        @Test
        void reportsAPageThatNothingLeadsTo() {
            DocumentationTree tree = new DocumentationTree(
                    MarkdownPage.root(),
                    List.of(
                            new MarkdownPage("docs/README.md", List.of("[a](a.md)")),
                            new MarkdownPage("docs/a.md", List.of("[index](README.md)")),
                            new MarkdownPage("docs/lost.md", List.of("[a](a.md)"))));

            assertThat(tree.unreachable("docs/README.md", "docs/")).containsExactly("docs/lost.md");
        }

        private DocumentationTree tree(String path, String... lines) {
            return new DocumentationTree(MarkdownPage.root(), List.of(new MarkdownPage(path, List.of(lines))));
        }
    }

    @Nested
    class APage {

        @Test
        void hasBlocksWithTheirLinesAndRemarks() {
            MarkdownPage page = new MarkdownPage(
                    "a.md",
                    List.of(
                            "# A",
                            "```sql",
                            "SELECT 1",
                            "```",
                            "<!-- not compiled: generated -->",
                            "```java",
                            "x",
                            "```"));

            assertThat(page.blocks("sql")).containsExactly(new CodeBlock("a.md", 3, "sql", "SELECT 1", ""));
            assertThat(page.blocks("java")).singleElement().satisfies(block -> assertThat(block.exemption())
                    .contains("generated"));
        }

        @Test
        void mayNotOpenABlockThatNothingCloses() {
            MarkdownPage page = new MarkdownPage("a.md", List.of("# A", "```java", "x"));

            assertThatThrownBy(() -> page.blocks("java"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a.md:2 opens a block of code that nothing closes");
        }

        @Test
        void numbersHeadingsThatAreTheSame() {
            MarkdownPage page = new MarkdownPage("a.md", List.of("## Same", "## Same"));

            assertThat(page.anchors()).containsExactly("same", "same-1");
        }
    }
}
