package org.caraway.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every Java code block of the documentation compiles, or contains the reason why it cannot. */
class JavaSnippetsTest {

    private final JavaSnippets snippets;

    JavaSnippetsTest(@TempDir Path directory) {
        this.snippets = new JavaSnippets(directory);
    }

    @Test
    void everyBlockCompiles() throws IOException {
        List<CodeBlock> compiled =
                blocks().stream().filter(block -> block.exemption().isEmpty()).toList();

        assertThat(compiled).hasSizeGreaterThan(30);
        assertThat(snippets.errors(compiled)).isEmpty();
    }

    @Test
    void fewBlocksAreExemptAndEachHasAReason() throws IOException {
        List<CodeBlock> exempt =
                blocks().stream().filter(block -> block.exemption().isPresent()).toList();

        assertThat(exempt)
                .hasSizeLessThanOrEqualTo(2)
                .noneMatch(block -> block.exemption().orElseThrow().isBlank());
    }

    @Test
    void anErrorNamesThePlaceOfItsBlock() throws IOException {
        assertThat(snippets.errors(List.of(block("tasks.enqueue(Reports::print, 42L);"))))
                .singleElement()
                .asString()
                .startsWith("docs/a.md:7: ")
                .endsWith("in: tasks.enqueue(Reports::print, 42L);");
    }

    @Test
    void aBlockMayHaveMembersAnnotationsAndStatements() throws IOException {
        CodeBlock block = block("""
                @Inject TaskAdmin own;

                @Task(maxConcurrent = "3")                 // all together
                @Task(maxConcurrent = "1 per customer")    // each

                own.pause("mail");
                …
                own.resume("mail");""");

        assertThat(snippets.errors(List.of(block))).isEmpty();
    }

    private static CodeBlock block(String code) {
        return new CodeBlock("docs/a.md", 7, "java", code, "");
    }

    private static List<CodeBlock> blocks() throws IOException {
        return MarkdownPage.all().stream()
                .flatMap(page -> page.blocks("java").stream())
                .toList();
    }
}
