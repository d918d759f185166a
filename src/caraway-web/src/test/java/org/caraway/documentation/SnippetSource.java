package org.caraway.documentation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A block of Java as a whole class. Stateless.
 *
 * <p>A block is a list of paragraphs: what stands between blank lines, outside of braces. One that begins like a type,
 * a method or a field becomes a member of the class; one of annotations alone, a method for each of them; all others
 * are statements of a method. {@code …} stands for what is left out: a line, or the body of a method.
 */
final class SnippetSource {

    private static final String IMPORTS = """
            import jakarta.annotation.Priority;
            import jakarta.annotation.security.*;
            import jakarta.enterprise.concurrent.*;
            import jakarta.enterprise.context.*;
            import jakarta.enterprise.event.*;
            import jakarta.enterprise.inject.*;
            import jakarta.inject.*;
            import jakarta.persistence.*;
            import jakarta.transaction.*;
            import jakarta.ws.rs.POST;
            import jakarta.ws.rs.PathParam;
            import jakarta.ws.rs.core.*;
            import io.opentelemetry.api.*;
            import java.io.*;
            import java.net.URI;
            import java.nio.file.Files;
            import java.time.*;
            import java.util.*;
            import org.caraway.*;
            import org.caraway.admin.*;
            import org.caraway.spi.*;
            import org.caraway.testing.TaskTester;
            import org.caraway.web.*;
            import org.eclipse.microprofile.openapi.models.OpenAPI;
            import org.junit.jupiter.api.Test;
            import org.junit.jupiter.api.extension.RegisterExtension;
            """;

    private static final Pattern MEMBER =
            Pattern.compile("(?:@|(?:public|protected|private|static|final|class|interface|record|enum|void) )");

    private SnippetSource() {}

    static String of(String type, CodeBlock block) {
        StringBuilder members = new StringBuilder();
        StringBuilder statements = new StringBuilder();
        int methods = 0;
        for (String paragraph : paragraphs(block.code())) {
            if (isOfAnnotationsAlone(paragraph)) {
                for (String annotation : paragraph.lines().toList()) {
                    members.append(annotation)
                            .append("\nvoid annotated")
                            .append(methods++)
                            .append("(long customer) {}\n");
                }
            } else if (MEMBER.matcher(paragraph).lookingAt()) {
                members.append(paragraph).append('\n');
            } else {
                statements.append(paragraph).append('\n');
            }
        }
        return "package samples;\n" + IMPORTS + importOfPath(block.code()) + "class " + type + " extends Samples {\n"
                + members + "void run() throws Exception {\n" + statements + "}\n}\n";
    }

    /** Two types of this name are in use, and never in one block. */
    private static String importOfPath(String code) {
        return code.contains("@Path(") ? "import jakarta.ws.rs.Path;\n" : "import java.nio.file.Path;\n";
    }

    private static boolean isOfAnnotationsAlone(String paragraph) {
        return paragraph.lines().allMatch(line -> line.startsWith("@")) && !paragraph.contains(";");
    }

    private static List<String> paragraphs(String code) {
        List<String> paragraphs = new ArrayList<>();
        StringBuilder paragraph = new StringBuilder();
        int depth = 0;
        for (String line : code.lines().toList()) {
            if (line.isBlank() && depth == 0) {
                paragraphs.add(paragraph.toString());
                paragraph.setLength(0);
            } else if (!line.strip().equals("…")) {
                paragraph.append(line.replace("{ … }", "{ throw null; }")).append('\n');
                depth += count(line, '{') - count(line, '}');
            }
        }
        paragraphs.add(paragraph.toString());
        return paragraphs.stream().filter(text -> !text.isBlank()).toList();
    }

    private static int count(String line, char wanted) {
        return (int) line.chars().filter(character -> character == wanted).count();
    }
}
