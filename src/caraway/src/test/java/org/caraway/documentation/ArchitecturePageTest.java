package org.caraway.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that leads a stranger through the code is held against the code. */
class ArchitecturePageTest {

    private static final int MOST_STEPS = 10;
    private static final Pattern STEP = Pattern.compile("(?m)^\\| (\\d+) \\| `(\\w+)` \\| `([\\w.]+)` \\|");
    private static final Pattern PLACE = Pattern.compile("`(\\w+)` in `(org\\.caraway[\\w.]*)`");

    private final Path sources = Path.of("src/main/java").toAbsolutePath();

    /**
     * A row of a way.
     *
     * @param number its place, from 1
     */
    private record Step(int number, String type, String packageName) {}

    private static String page() throws IOException {
        return Files.readString(Path.of("../../docs/internals/architecture.md"));
    }

    private static List<List<Step>> ways(String page) {
        List<List<Step>> ways = new ArrayList<>();
        Matcher row = STEP.matcher(page);
        while (row.find()) {
            Step step = new Step(Integer.parseInt(row.group(1)), row.group(2), row.group(3));
            if (step.number() == 1) {
                ways.add(new ArrayList<>());
            }
            ways.get(ways.size() - 1).add(step);
        }
        return ways;
    }

    private Path fileOf(String type, String packageName) {
        return sources.resolve(packageName.replace('.', '/')).resolve(type + ".java");
    }

    @Test
    void bothWaysAreToldInAtMostTenSteps() throws IOException {
        List<List<Step>> ways = ways(page());

        assertThat(ways).hasSize(2).allSatisfy(way -> assertThat(way).hasSizeBetween(5, MOST_STEPS));
    }

    @Test
    void eachClassStandsInThePackageThatItsRowNames() throws IOException {
        assertThat(ways(page()).stream().flatMap(List::stream))
                .allSatisfy(step ->
                        assertThat(fileOf(step.type(), step.packageName())).exists());
    }

    @Test
    void eachClassAndOneOfAnEarlierStepNameEachOther() throws IOException {
        for (List<Step> way : ways(page())) {
            for (Step step : way.subList(1, way.size())) {
                List<Step> earlier = way.subList(0, step.number() - 1);

                assertThat(earlier).as("earlier steps that are tied to " + step).anySatisfy(other -> assertThat(
                                names(step, other) || names(other, step))
                        .isTrue());
            }
        }
    }

    /** Also as a field or an accessor, whose name is that of its type. */
    private boolean names(Step one, Step other) throws IOException {
        String source = Files.readString(fileOf(one.type(), one.packageName()));
        return Pattern.compile("(?i)\\b" + other.type() + "\\b").matcher(source).find();
    }

    @Test
    void whatIsNamedBesideThemStandsWhereThePageSays() throws IOException {
        Matcher place = PLACE.matcher(page());
        int places = 0;
        while (place.find()) {
            assertThat(fileOf(place.group(1), place.group(2))).exists();
            places++;
        }

        assertThat(places).isGreaterThan(3);
    }
}
