package org.caraway.benchmark;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.caraway.benchmark.contender.Contender;
import org.caraway.benchmark.contender.Contenders;
import org.caraway.benchmark.database.DatabaseServer;
import org.caraway.benchmark.report.Chart;
import org.caraway.benchmark.report.Document;
import org.caraway.benchmark.report.Results;
import org.caraway.benchmark.report.Table;
import org.caraway.benchmark.scenario.Scenario;
import org.caraway.benchmark.scenario.Scenarios;
import org.caraway.benchmark.scenario.Sizes;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command that measures Caraway side by side with other queues and prints, draws and stores what comes of it.
 * Confined to the main thread.
 */
@Command(
        name = "SideBySide",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description =
                "Measures Caraway side by side with other queues of the JVM, on a PostgreSQL that it starts on loopback.")
public final class SideBySide implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--scenarios", split = ",", description = "Which: names, 'usual', 'large' or 'all'; see --list")
    private List<String> scenarios = List.of("usual");

    @Option(names = "--contenders", split = ",", description = "Who: names, or 'all'; see --list")
    private List<String> contenders = List.of("all");

    @Option(names = "--list", description = "Names scenarios and contenders, and measures nothing")
    private boolean list;

    @Option(names = "--count", description = "Tasks of a load; contenders that are much slower get a part of it")
    private int count = 100_000;

    @Option(names = "--repetitions", description = "Runs that count, of each scenario and contender")
    private int repetitions = 5;

    @Option(
            names = "--payload",
            description =
                    "Characters of a task's one argument where tasks are drained or enqueued; the goal speaks of 200")
    private int payload = 200;

    @Option(names = "--warmups", description = "Runs before them that do not count")
    private int warmups = 1;

    @Option(names = "--threads", description = "Threads that enqueue at once")
    private int threads = 8;

    @Option(
            names = "--slots",
            description = "How many tasks Caraway runs at once; db-scheduler has 20 threads, JobRunr 32, Quartz 20")
    private int slots = 4;

    @Option(names = "--batch", description = "Tasks that are enqueued at once in bulk")
    private int batch = 5_000;

    @Option(names = "--backlog", description = "Tasks that wait behind a drain; the goal speaks of 1000000")
    private int backlog = 200_000;

    @Option(names = "--finished", description = "Finished tasks in the tables; the goal speaks of 2000000")
    private int finished = 200_000;

    @Option(names = "--latency-count", description = "Tasks whose latency is noted")
    private int latencyCount = 1_000;

    @Option(names = "--latency-rate", description = "How many of them are enqueued each second")
    private int latencyRate = 50;

    @Option(names = "--snapshot-seconds", description = "How long an old snapshot is held open")
    private int snapshotSeconds = 60;

    @Option(names = "--snapshot-rate", description = "How many tasks are enqueued each second meanwhile")
    private int snapshotRate = 2_000;

    @Option(names = "--patience", description = "Seconds after which a run is ended, whatever is left")
    private int patience = 120;

    @Option(names = "--database", description = "postgresql, or h2, which only Caraway supports")
    private String database = "postgresql";

    @Option(names = "--fsync", description = "on, or off to exclude the speed of the disk from commits of PostgreSQL")
    private String fsync = "on";

    @Option(names = "--results", description = "Folder for results.json, table.md and the charts")
    private Path folder = Path.of("target", "results");

    /** Runs it and ends the process: 0 if all was measured, 1 if a run failed, 2 for a wrong option. */
    public static void main(String[] arguments) {
        Quiet.logs();
        System.exit(new CommandLine(new SideBySide()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Map<String, List<Scenario>> groups = new LinkedHashMap<>();
        groups.put("usual", Scenarios.usual());
        groups.put("large", Scenarios.large());
        Choice<Scenario> scenarioChoice = new Choice<>("scenario", groups, Scenario::name);
        Choice<Contender> contenderChoice = new Choice<>("contender", Map.of("all", Contenders.all()), Contender::name);
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            out.println("Scenarios: " + scenarioChoice);
            out.println("Contenders: " + contenderChoice);
            return 0;
        }
        Plan plan = checked(() -> new Plan(
                scenarioChoice.of(scenarios),
                onThatDatabase(contenderChoice.of(contenders)),
                sizes(),
                warmups,
                repetitions,
                out::println));
        return measure(plan, out);
    }

    private List<Contender> onThatDatabase(List<Contender> chosen) {
        if (database.equals("h2") && !chosen.equals(List.of(Contenders.reference()))) {
            throw new IllegalArgumentException("Only Caraway runs on h2 here; add --contenders caraway");
        }
        return chosen;
    }

    private int measure(Plan plan, PrintWriter out) throws IOException {
        String started = Instant.now().toString();
        try (DatabaseServer server = checked(() -> DatabaseServer.start(database, fsync))) {
            Map<String, String> description = server.description();
            Results results = plan.execute(server);
            write(
                    results,
                    new Document(
                            results.reference(),
                            started,
                            Machine.description(),
                            description,
                            options(),
                            Document.measures(results),
                            results.failures()));
            out.println();
            out.println(Table.of(results));
            results.failures().forEach((where, why) -> out.println("Not measured: " + where + ": " + why));
            out.println("Written to " + folder.toAbsolutePath());
            return results.failures().isEmpty() ? 0 : 1;
        }
    }

    /** A wrong value is the user's: shown with the usage, without a stack trace. */
    private <T> T checked(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException wrong) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private Sizes sizes() {
        return new Sizes(
                count,
                payload,
                threads,
                slots,
                batch,
                backlog,
                finished,
                latencyCount,
                latencyRate,
                Duration.ofSeconds(snapshotSeconds),
                snapshotRate,
                Duration.ofSeconds(patience));
    }

    private Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        spec.options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .forEach(option ->
                        options.put(option.longestName().substring(2), String.valueOf(option.<Object>getValue())));
        return options;
    }

    private void write(Results results, Document document) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("results.json"), document.json());
        Files.writeString(folder.resolve("table.md"), Table.of(results));
        draw(results, "Tasks per second: more is better", "/s", "rate", "rates.svg");
        draw(
                results,
                "Bytes of write-ahead log per task, without page images: less is better",
                "B",
                "wal_records",
                "wal.svg");
        draw(results, "Enqueued until first line, median: less is better", "ms", "p50", "latency-p50.svg");
        draw(results, "Enqueued until first line, 99th percentile: less is better", "ms", "p99", "latency-p99.svg");
    }

    private void draw(Results results, String title, String unit, String metric, String file) {
        Chart.write(results, title, unit, row -> row.metric().key().equals(metric), folder.resolve(file));
    }
}
