package org.caraway.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The measured budget of everything that ships. */
class SourceBudgetTest {

    private static final int FILE_CAP_LINES = 400;
    private static final int FILE_P95_LINES = 250;
    private static final int METHOD_CAP_LINES = 50;
    private static final int METHOD_P95_LINES = 20;

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
    void nearlyAllFilesAreShort() throws IOException {
        List<Integer> lengths = new ArrayList<>();
        for (Path file : Sources.main()) {
            lengths.add(Files.readAllLines(file).size());
        }

        assertThat(percentile95(lengths)).isLessThanOrEqualTo(FILE_P95_LINES);
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
    void nearlyAllMethodsAreShort() throws IOException {
        List<Integer> lengths = new ArrayList<>();
        for (Path file : Sources.main()) {
            SourceMethods.of(Files.readString(file)).forEach(method -> lengths.add(method.lines()));
        }

        assertThat(percentile95(lengths)).isLessThanOrEqualTo(METHOD_P95_LINES);
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

    @Test
    void thePercentileLeavesTheLongestTwentiethOut() {
        List<Integer> lengths = new ArrayList<>();
        for (int length = 1; length <= 100; length++) {
            lengths.add(length);
        }

        assertThat(percentile95(lengths)).isEqualTo(95);
    }

    /** Nearest-rank percentile. */
    private static int percentile95(List<Integer> values) {
        List<Integer> sorted = values.stream().sorted().toList();
        int rank = (int) Math.ceil(sorted.size() * 0.95);
        return sorted.get(rank - 1);
    }
}
