package org.caraway.benchmark.report;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.style.Styler;

/** Medians as bars on a logarithmic scale, in SVG. Stateless. */
public final class Chart {

    private static final int WIDTH = 1_200;
    private static final int HEIGHT = 640;
    private static final int LABEL_DEGREES = 15;

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
                .setYAxisLogarithmic(true)
                .setYAxisMin(floor(results, rows))
                .setXAxisLabelRotation(LABEL_DEGREES)
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal);
        List<String> labels = rows.stream().map(Chart::label).toList();
        results.contenders().forEach(contender -> addBars(chart, results, rows, labels, contender));
        try (OutputStream out = Files.newOutputStream(file)) {
            VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " could not be written", failure);
        }
        return true;
    }

    private static String label(Results.Row row) {
        return row.scenario() + ", " + row.metric().title();
    }

    /** The power of ten below all bars: a logarithmic scale cannot begin at 0. */
    private static double floor(Results results, List<Results.Row> rows) {
        double least = rows.stream()
                .flatMap(row -> results.contenders().stream()
                        .map(contender -> results.summary(row, contender))
                        .flatMap(Optional::stream))
                .mapToDouble(Summary::median)
                .filter(median -> median > 0)
                .min()
                .orElse(1);
        return Math.pow(10, Math.floor(Math.log10(least)));
    }

    /** What a contender lacks, and 0, which a logarithmic scale has no place for, are bars without height. */
    private static void addBars(
            CategoryChart chart, Results results, List<Results.Row> rows, List<String> labels, String contender) {
        double floor = floor(results, rows);
        List<Double> medians = rows.stream()
                .map(row -> results.summary(row, contender).map(Summary::median).orElse(floor))
                .map(median -> Math.max(floor, median))
                .toList();
        chart.addSeries(contender, labels, medians);
    }
}
