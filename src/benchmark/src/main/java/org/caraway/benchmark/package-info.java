/**
 * Compares the performance of Caraway with other queues of the JVM on the same PostgreSQL. Each class with a
 * {@code main} is a command; {@code mvn verify} runs none of them.
 *
 * <pre>
 * mvn -Pbenchmark verify -pl src/benchmark -am                                       # the usual scenarios, all
 * contenders mvn -Pbenchmark verify -pl src/benchmark -am -Dbenchmark.args="--help"             # all options
 * mvn -Pbenchmark verify -pl src/benchmark -am -Dbenchmark.args="--scenarios large --backlog 1000000 --finished
 * 2000000" mvn -Pbenchmark verify -pl src/benchmark -am -Dbenchmark.args="--contenders caraway,db-scheduler --scenarios
 * drain" mvn -Pbenchmark verify -pl src/benchmark -am -Dbenchmark.args="--database h2 --contenders caraway --scenarios
 * drain" mvn -Pbenchmark verify -pl src/benchmark -am -Dbenchmark=InProcessCosts            # JMH; also ContextCost,
 * Pruning
 * </pre>
 *
 * <p>{@link org.caraway.benchmark.SideBySide} writes {@code results.json}, {@code table.md} and charts in SVG into
 * {@code target/results}. A table's cell is the median of the runs, the best in brackets, and how many times better
 * Caraway is.
 *
 * <p>Conditions of the comparison:
 *
 * <ul>
 *   <li>The contenders alternate, run by run, after warm-up rounds, so that other load on the machine affects all of
 *       them.
 *   <li>Every run has a new database of one server with the same settings: {@code fsync}, {@code synchronous_commit}
 *       and {@code full_page_writes} are on, and the driver rewrites batches for all. After loading come
 *       {@code VACUUM ANALYZE} and {@code CHECKPOINT}.
 *   <li>A load is finished when the table contains no unfinished task. The clock starts with the first line of the
 *       first task, so that startup time does not count.
 *   <li>Log bytes are the difference of two positions in the write-ahead log. A checkpoint just before makes PostgreSQL
 *       write whole pages as they are first changed; {@code pg_walinspect} distinguishes them from the rest, and both
 *       numbers are reported.
 *   <li>Slow contenders process a part of each load ({@code Contender#share}); rates refer to the processed part.
 *   <li>Everything runs on loopback with limited numbers, and stops after {@code --patience}.
 * </ul>
 *
 * <p>Contenders have the settings that their documentation advises for throughput. db-scheduler: lock-and-fetch (4.0,
 * 20.0), 20 threads, polls each 100 ms; immediate execution where latency is measured. JobRunr: 32 workers, polls each
 * 5 s, the least it allows. Quartz: clustered JobStoreTX, 20 threads, 20 triggers at once. Caraway: its defaults, with
 * {@code --slots} slots, in Weld SE with its extension, request contexts and stored results. What stands in for the
 * server is {@code BareServer}: threads without contexts, and instead of JTA one JDBC transaction for each thread
 * ({@code ThreadTransactions}), which the task's write and its completion share. The others commit the write and the
 * completion apart: they run such a task at least once, Caraway exactly once.
 *
 * <p>Packages: {@code scenario} uses {@code contender}, which uses {@code database}; {@code report} uses none of them.
 */
@NullMarked
package org.caraway.benchmark;

import org.jspecify.annotations.NullMarked;
