package org.caraway.benchmark.report;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.style.Styler;

/** Medians as bars in SVG, on a logarithmic scale where a linear one would hide the small ones. Stateless. */
public final class Chart {

    private static final int WIDTH = 1_200;
    private static final int HEIGHT = 640;
    private static final int LABEL_DEGREES = 15;
    private static final double WIDE = 20;

    private Chart() {}

    /** Draws the rows that are wanted; writes no file if there are none. */
    public static boolean write(Results results, String title, String unit, Predicate<Results.Row> wanted, Path file) {
        List<Results.Row> rows = results.rows().stream().filter(wanted).toList();
        if (rows.isEmpty()) {
            return false;
        }
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .yAxisTitle(unit)
                .theme(Styler.ChartTheme.GGPlot2)
                .build();
        chart.getStyler()
                .setXAxisLabelRotation(LABEL_DEGREES)
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal);
        double floor = floor(results, rows);
        chart.getStyler().setYAxisLogarithmic(floor > 0).setYAxisMin(floor);
        List<String> labels = labels(rows);
        results.contenders().forEach(contender -> addBars(chart, results, rows, labels, floor, contender));
        try (OutputStream out = Files.newOutputStream(file)) {
            VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " could not be written", failure);
        }
        return true;
    }

    /** The metric is left out where all rows have the same. */
    private static List<String> labels(List<Results.Row> rows) {
        boolean same = rows.stream().map(row -> row.metric().title()).distinct().count() == 1;
        return rows.stream()
                .map(row -> same
                        ? row.scenario()
                        : row.scenario() + ", " + row.metric().title())
                .toList();
    }

    /** Where the scale begins: at 0 if it is linear, else at the power of ten below all bars. */
    private static double floor(Results results, List<Results.Row> rows) {
        DoubleSummaryStatistics medians = rows.stream()
                .flatMap(row -> results.contenders().stream()
                        .map(contender -> results.summary(row, contender))
                        .flatMap(Optional::stream))
                .mapToDouble(Summary::median)
                .filter(median -> median > 0)
                .summaryStatistics();
        return medians.getCount() > 0 && medians.getMax() > WIDE * medians.getMin()
                ? Math.pow(10, Math.floor(Math.log10(medians.getMin())))
                : 0;
    }

    /** What a contender lacks, and 0, which a logarithmic scale has no place for, are bars without height. */
    private static void addBars(
            CategoryChart chart,
            Results results,
            List<Results.Row> rows,
            List<String> labels,
            double floor,
            String contender) {
        List<Double> medians = rows.stream()
                .map(row -> results.summary(row, contender).map(Summary::median).orElse(floor))
                .map(median -> Math.max(floor, median))
                .toList();
        chart.addSeries(contender, labels, medians);
    }
}
