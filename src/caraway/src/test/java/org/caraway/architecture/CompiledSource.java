package org.caraway.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/** Classes compiled from source text while a test runs, so that a rule can be shown code that breaks it. */
final class CompiledSource {

    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|record|enum) (\\w+)");

    private CompiledSource() {}

    /** Compiles the sources into {@code directory}, against the JDK alone, and reads the classes. */
    static JavaClasses compile(Path directory, String... sources) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-nowarn", "-proc:none", "-d", directory.toString()));
        for (String source : sources) {
            Path file = directory.resolve(nameOfType(source) + ".java");
            arguments.add(Files.writeString(file, source).toString());
        }
        ToolProvider javac = ToolProvider.findFirst("javac")
                .orElseThrow(() -> new IllegalStateException("These tests need a JDK: no javac in this runtime"));
        StringWriter messages = new StringWriter();
        PrintWriter out = new PrintWriter(messages);
        if (javac.run(out, out, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalArgumentException("The source does not compile:\n" + messages);
        }
        return new ClassFileImporter().importPath(directory);
    }

    private static String nameOfType(String source) {
        Matcher type = TYPE.matcher(source);
        if (!type.find()) {
            throw new IllegalArgumentException("No type in: " + source);
        }
        return type.group(1);
    }
}
