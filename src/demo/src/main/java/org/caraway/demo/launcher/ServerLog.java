package org.caraway.demo.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The file that the server writes into. Stateless: each question reads it again. */
final class ServerLog {

    private static final Pattern CAUSE = Pattern.compile("(Caused by: )?[\\w.$]+\\.\\w+(Exception|Error)\\b.*");
    private static final int LINES = 6;
    private static final int LINE_LENGTH = 240;

    private final Path file;

    ServerLog(Path file) {
        this.file = file;
    }

    /** Whether the server has started, and deployed what it could. */
    boolean hasStarted() {
        return text().contains(" ready in ");
    }

    /** The last lines that name an exception, each once; where none does, simply the last ones. */
    List<String> lastReasons() {
        List<String> lines = text().lines().filter(line -> !line.isBlank()).toList();
        List<String> causes = lines.stream()
                .filter(line -> CAUSE.matcher(line).matches())
                .distinct()
                .toList();
        return last(causes.isEmpty() ? lines : causes).stream()
                .map(ServerLog::shortened)
                .toList();
    }

    private static List<String> last(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - LINES), lines.size());
    }

    private static String shortened(String line) {
        return line.length() <= LINE_LENGTH ? line : line.substring(0, LINE_LENGTH) + "…";
    }

    private String text() {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
