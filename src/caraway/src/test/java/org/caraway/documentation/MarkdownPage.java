package org.caraway.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation.
 *
 * @param path from the root of the project, with slashes
 * @param lines of the page
 */
public record MarkdownPage(String path, List<String> lines) {

    private static final Pattern HEADING = Pattern.compile("#{1,6} (.+)");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern REMARK = Pattern.compile("<!-- (.*) -->");
    private static final String FENCE = "```";
    private static final Set<String> GENERATED = Set.of("target", "node_modules");

    public MarkdownPage {
        lines = List.copyOf(lines);
    }

    /** The root of the project: the nearest directory upwards that has {@code docs/features.md}. */
    static Path root() {
        Path start = Path.of("").toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("docs/features.md"))) {
                return at;
            }
        }
        throw new IllegalStateException("No directory above " + start + " has docs/features.md");
    }

    /** Every page of the project, in the order of their paths. */
    public static List<MarkdownPage> all() throws IOException {
        Path root = root();
        List<MarkdownPage> pages = new ArrayList<>();
        collect(root, root, pages);
        return pages;
    }

    private static void collect(Path root, Path folder, List<MarkdownPage> pages) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (Files.isDirectory(file)) {
                    if (!name.startsWith(".") && !GENERATED.contains(name)) {
                        collect(root, file, pages);
                    }
                } else if (name.endsWith(".md")) {
                    pages.add(read(root, file));
                }
            }
        }
    }

    private static MarkdownPage read(Path root, Path file) {
        try {
            String path = root.relativize(file).toString().replace('\\', '/');
            return new MarkdownPage(path, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The targets of its links, as they are written. */
    List<String> links() {
        return prose().stream()
                .flatMap(line -> LINK.matcher(line.replaceAll("`[^`]*`", "")).results())
                .map(found -> found.group(1))
                .toList();
    }

    /** The names by which links reach its headings, made as GitHub makes them. */
    Set<String> anchors() {
        Set<String> anchors = new LinkedHashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        for (String line : prose()) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                String anchor = anchor(heading.group(1));
                int before = seen.merge(anchor, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? anchor : anchor + "-" + before);
            }
        }
        return anchors;
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                .replace(' ', '-');
    }

    private List<String> prose() {
        List<String> prose = new ArrayList<>();
        boolean code = false;
        for (String line : lines) {
            if (line.startsWith(FENCE)) {
                code = !code;
            } else if (!code) {
                prose.add(line);
            }
        }
        return prose;
    }

    /** Its blocks of code in this language. */
    public List<CodeBlock> blocks(String language) {
        List<CodeBlock> blocks = new ArrayList<>();
        int at = 0;
        while (at < lines.size()) {
            if (lines.get(at).startsWith(FENCE)) {
                int end = closing(at);
                String named = lines.get(at).substring(FENCE.length()).strip();
                if (named.equals(language)) {
                    String code = String.join("\n", lines.subList(at + 1, end));
                    blocks.add(new CodeBlock(path, at + 2, named, code, remarkAbove(at)));
                }
                at = end;
            }
            at++;
        }
        return blocks;
    }

    private int closing(int opening) {
        for (int line = opening + 1; line < lines.size(); line++) {
            if (lines.get(line).startsWith(FENCE)) {
                return line;
            }
        }
        throw new IllegalArgumentException(path + ":" + (opening + 1) + " opens a block of code that nothing closes");
    }

    private String remarkAbove(int opening) {
        Matcher remark = REMARK.matcher(opening == 0 ? "" : lines.get(opening - 1));
        return remark.matches() ? remark.group(1) : "";
    }
}
