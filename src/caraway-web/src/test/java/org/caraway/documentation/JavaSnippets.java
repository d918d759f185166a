package org.caraway.documentation;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles blocks of Java against the class path of the tests. Confined to one thread.
 *
 * <p>Each block becomes a class of its own in the package of {@code Samples.java}, whose types and fields it may use.
 * Its paragraphs are those of {@link SnippetSource}.
 */
final class JavaSnippets {

    private final Path directory;
    private final JavaCompiler compiler;

    /** Classes go to {@code directory}. */
    JavaSnippets(Path directory) {
        this.directory = directory;
        this.compiler = ToolProvider.getSystemJavaCompiler();
    }

    /**
     * What the compiler has against the blocks, each error with the place of its block and the line that it is about.
     */
    List<String> errors(List<CodeBlock> blocks) throws IOException {
        List<Source> sources = new ArrayList<>();
        sources.add(samples());
        for (int i = 0; i < blocks.size(); i++) {
            sources.add(new Source("Block" + i, blocks.get(i).place(), SnippetSource.of("Block" + i, blocks.get(i))));
        }
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        StringWriter messages = new StringWriter();
        List<String> options = List.of(
                "-nowarn", "-proc:none", "-d", directory.toString(), "-cp", System.getProperty("java.class.path", ""));
        compiler.getTask(messages, null, found, options, null, sources).call();
        return found.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(JavaSnippets::message)
                .toList();
    }

    private static Source samples() throws IOException {
        Path file = MarkdownPage.root()
                .resolve("src/caraway-web/src/test/resources/org/caraway/documentation/Samples.java");
        return new Source("Samples", "Samples.java", Files.readString(file));
    }

    private static String message(Diagnostic<? extends JavaFileObject> error) {
        if (error.getSource() instanceof Source source) {
            List<String> lines = source.text.lines().toList();
            String line = lines.get((int) error.getLineNumber() - 1).strip();
            return source.place + ": " + error.getMessage(Locale.ROOT) + " in: " + line;
        }
        return error.getMessage(Locale.ROOT);
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String place;
        private final String text;

        Source(String type, String place, String text) {
            super(URI.create("string:///samples/" + type + ".java"), Kind.SOURCE);
            this.place = place;
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
