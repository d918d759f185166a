package org.caraway.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The feature matrix as its table rows say it: {@code | ID | feature | status | proof |}. A proof is one
 * {@code `TestClass#method`} or several of them; a row of status {@code n/a} gives the reason instead. Immutable.
 *
 * @param rows the rows in the order of the page
 */
record FeatureMatrix(List<Row> rows) {

    private static final Pattern ID = Pattern.compile("[A-Z]+-\\d+[a-z]?");
    private static final Pattern PROOF = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final Set<String> STATUSES = Set.of("done", "part", "open", "n/a");

    /** Copies the list. */
    FeatureMatrix {
        rows = List.copyOf(rows);
    }

    /** Reads every table row that begins with an ID. */
    static FeatureMatrix parse(String markdown) {
        List<Row> rows = new ArrayList<>();
        for (String line : markdown.lines().toList()) {
            List<String> cells =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            if (cells.size() > 1
                    && cells.get(0).isEmpty()
                    && ID.matcher(cells.get(1)).matches()) {
                rows.add(row(cells));
            }
        }
        return new FeatureMatrix(rows);
    }

    private static Row row(List<String> cells) {
        if (cells.size() != 6) {
            throw new IllegalArgumentException("Row " + cells.get(1) + " has " + (cells.size() - 2)
                    + " cells; a row has four: ID, feature, status, proof");
        }
        return new Row(cells.get(1), cells.get(2), cells.get(3), cells.get(4));
    }

    /**
     * What is wrong with the matrix; nothing if it holds.
     *
     * @param tests the text of each test source by the name of its class
     */
    List<String> problems(Map<String, String> tests) {
        List<String> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Row row : rows) {
            if (!seen.add(row.id())) {
                problems.add(row.id() + " appears twice");
            }
            if (row.feature().isEmpty()) {
                problems.add(row.id() + " does not say what the feature is");
            }
            problems.addAll(problemsOfStatus(row, tests));
        }
        return problems;
    }

    private static List<String> problemsOfStatus(Row row, Map<String, String> tests) {
        if (!STATUSES.contains(row.status())) {
            return List.of(row.id() + " has status '" + row.status() + "'; use done, part, open or n/a");
        }
        return switch (row.status()) {
            case "open" -> List.of();
            case "n/a" -> row.proof().isEmpty() ? List.of(row.id() + " is n/a without a reason") : List.of();
            default -> problemsOfProof(row, tests);
        };
    }

    private static List<String> problemsOfProof(Row row, Map<String, String> tests) {
        List<String> problems = new ArrayList<>();
        Matcher proof = PROOF.matcher(row.proof());
        int proofs = 0;
        while (proof.find()) {
            proofs++;
            String source = tests.get(proof.group(1));
            if (source == null) {
                problems.add(row.id() + " names the test class " + proof.group(1) + ", which does not exist");
            } else if (!declares(source, proof.group(2))) {
                problems.add(row.id() + " names " + proof.group() + ", a method that the class does not have");
            }
        }
        if (proofs == 0) {
            problems.add(row.id() + " is " + row.status() + " without a proof; name `TestClass#method`");
        }
        return problems;
    }

    private static boolean declares(String source, String method) {
        return Pattern.compile("[\\w>\\]]\\s+" + method + "\\s*\\([^;{]*\\{")
                .matcher(source)
                .find();
    }

    /**
     * One feature.
     *
     * @param id its name in the matrix
     * @param feature what it is
     * @param status done, part, open or n/a
     * @param proof the tests that show it, or the reason of n/a
     */
    record Row(String id, String feature, String status, String proof) {}
}
