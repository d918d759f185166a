package org.caraway.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The measured budget of everything that ships. */
class SourceBudgetTest {

    private static final int FILE_CAP_LINES = 400;
    private static final int METHOD_CAP_LINES = 50;
    private static final int PACKAGE_CAP_TYPES = 40;
    private static final int LINE_CAP_COLUMNS = 120;
    private static final Pattern COMMENT = Pattern.compile("^\\s*(\\*|/\\*|//)");

    @Test
    void noFileIsLongerThanItsCap() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : Sources.main()) {
            int lines = Files.readAllLines(file).size();
            if (lines > FILE_CAP_LINES) {
                tooLong.add(file + ": " + lines + " lines");
            }
        }

        assertThat(tooLong).isEmpty();
    }

    @Test
    void noMethodIsLongerThanItsCap() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : Sources.main()) {
            SourceMethods.of(Files.readString(file)).stream()
                    .filter(method -> method.lines() > METHOD_CAP_LINES)
                    .map(method -> file + ":" + method.line() + ": " + method.lines() + " lines")
                    .forEach(tooLong::add);
        }

        assertThat(tooLong).isEmpty();
    }

    @Test
    void noPackageHasMoreTypesThanItsCap() throws IOException {
        Map<Path, Long> types = Sources.main().stream()
                .filter(file -> !file.endsWith("package-info.java"))
                .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()));
        types.keySet().removeIf(folder -> folder.endsWith(Path.of("org", "caraway")));
        types.values().removeIf(number -> number <= PACKAGE_CAP_TYPES);

        assertThat(types).isEmpty();
    }

    /** The formatter keeps code within it, but for strings that cannot be broken. */
    @Test
    void noCommentIsWiderThanTheCodeAroundIt() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : Sources.all()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).length() > LINE_CAP_COLUMNS
                        && COMMENT.matcher(lines.get(i)).find()) {
                    tooLong.add(file + ":" + (i + 1) + ": " + lines.get(i).length() + " columns");
                }
            }
        }

        assertThat(tooLong).isEmpty();
    }

    @Test
    void noTestInheritsFromATestThatInherits() throws IOException {
        assertThat(TestInheritance.tooDeep(Sources.test())).isEmpty();
    }

    @Test
    void testsThatInheritTwiceAreFound() {
        Map<String, String> parents = TestInheritance.parents(List.of(
                "abstract class Suite {}",
                "abstract class Longer extends Suite { class Inner extends Other {} }",
                "class LongerTest extends Longer {}",
                "class OtherTest extends Suite {}"));

        assertThat(TestInheritance.tooDeep(parents)).containsExactly("LongerTest extends Longer extends Suite");
    }

    @Test
    void theMethodsOfASourceAreMeasured() {
        List<SourceMethods.Method> methods = SourceMethods.of("""
                /** Not a method { */
                @SuppressWarnings({"a", "b"})
                final class Sample extends Other<String> {
                    private final Runnable field = call(() -> {
                        run();
                    });

                    Sample() {}

                    record Pair(int left, int right) {
                        Pair {
                            check(left, '{');
                        }
                    }

                    @Override
                    public String text(
                            int number) throws Exception {
                        if (number > 0) {
                            return "}";
                        }
                        return new Object() {
                            public String toString() {
                                return "";
                            }
                        }.toString();
                    }
                }
                """);

        assertThat(methods.stream().map(SourceMethods.Method::lines).collect(Collectors.toList()))
                .containsExactly(1, 3, 12);
        assertThat(methods.get(2).line()).isEqualTo(16);
    }
}
