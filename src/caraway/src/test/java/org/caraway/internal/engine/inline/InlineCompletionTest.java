package org.caraway.internal.engine.inline;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.transaction.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.caraway.MaxRetriesExceededException;
import org.caraway.TaskLogEntry;
import org.caraway.TaskRejectedException;
import org.caraway.TaskState;
import org.caraway.internal.lifecycle.InlineRun;
import org.caraway.internal.lifecycle.RetryPolicy;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What becomes of a task on its caller's thread. */
class InlineCompletionTest extends InlineFixture {

    @Nested
    class Retries {

        @Test
        void comeAtOnceUntilItSucceeds() {
            retrying(3);
            List<Integer> retries = new ArrayList<>();

            InlineRun run = run(arguments -> {
                retries.add(context().retries());
                if (retries.size() < 3) {
                    context().log("again");
                    throw new IOException("busy");
                }
                return "done";
            });

            assertThat(retries).containsExactly(0, 1, 2);
            assertThat(run.view().state()).isEqualTo(TaskState.SUCCESS);
            assertThat(run.view().attempt()).isEqualTo(3);
            assertThat(run.view().retries()).isEqualTo(2);
            assertThat(run.failure()).isNull();
            assertThat(run.log()).extracting(TaskLogEntry::attempt).containsExactly(1, 2);
            assertThat(journal).contains("ended Retry", "attempt 3 of null", "ended Succeed");
        }

        @Test
        void endWithTheLastFailure() {
            retrying(1);

            InlineRun run = run(arguments -> {
                throw new IOException("busy " + context().attempt());
            });

            assertThat(run.view().state()).isEqualTo(TaskState.FAILURE);
            assertThat(run.failure()).isInstanceOf(IOException.class).hasMessage("busy 2");
            assertThat(errorOf(run).type()).isEqualTo(IOException.class.getName());
        }

        @Test
        void areNotMadeOfWhatThePolicyDoesNotCover() {
            retrying(3);

            InlineRun run = run(arguments -> {
                throw new IllegalStateException("bug");
            });

            assertThat(run.view().attempt()).isOne();
        }

        @Test
        void thatTheTaskAsksForComeAtOnceToo() {
            InlineRun run = run(arguments -> {
                if (context().retries() == 0) {
                    throw context().retryIn(Duration.ofDays(1));
                }
                return null;
            });

            assertThat(run.view().retries()).isOne();
            assertThat(run.view().state()).isEqualTo(TaskState.SUCCESS);
        }

        @Test
        void thatAreUsedUpAreToldWhereTheTaskAsks() {
            retrying(1);
            IOException cause = new IOException("busy");

            InlineRun run = run(arguments -> {
                throw context().retry(cause);
            });

            assertThat(run.view().retries()).isOne();
            assertThat(errorOf(run).type()).isEqualTo(IOException.class.getName());
            assertThat(run.failure())
                    .isInstanceOf(MaxRetriesExceededException.class)
                    .hasCause(cause);
        }

        @Test
        void withoutEndAreAHundred() {
            retrying(-1);

            InlineRun run = run(arguments -> {
                throw new IOException("busy");
            });

            assertThat(run.view().retries()).isEqualTo(100);
        }
    }

    @Nested
    class WhatItAsksFor {

        @Test
        void postponingFailsIt() {
            InlineRun run = run(arguments -> {
                throw context().postpone(Duration.ofMinutes(1));
            });

            assertThat(run.view().state()).isEqualTo(TaskState.FAILURE);
            assertThat(errorOf(run).message())
                    .isEqualTo("The task asked to be postponed by PT1M, and a task that runs inline cannot wait;"
                            + " enqueue its call");
        }

        @Test
        void rejectingFailsItAtOnce() {
            settings = settings.with(
                    new RetryPolicy(List.of(Throwable.class), List.of(), 3, Duration.ZERO, 1, Duration.ZERO, false));

            InlineRun run = run(arguments -> {
                throw context().reject("no such order");
            });

            assertThat(run.view().attempt()).isOne();
            assertThat(run.failure()).isInstanceOf(TaskRejectedException.class);
        }

        @Test
        void ignoringEndsItWithoutAResult() {
            InlineRun run = run(arguments -> {
                throw context().ignore("is deleted");
            });

            assertThat(run.view().state()).isEqualTo(TaskState.SUCCESS);
            assertThat(run.view().result()).isNull();
            assertThat(run.log()).extracting(TaskLogEntry::line).containsExactly("Ignored: is deleted");
        }
    }

    @Nested
    class Transactions {

        @Test
        void ofItsOwnAreOneForEachAttempt() {
            retrying(1);
            transactional = true;

            run(arguments -> {
                assertThat(transactions.getStatus()).isEqualTo(Status.STATUS_ACTIVE);
                if (context().attempt() == 1) {
                    throw new IOException("busy");
                }
                return null;
            });

            assertThat(transactions.journal()).containsExactly("begin", "rollback", "begin", "commit");
        }

        @Test
        void areNotBegunForAMethodWithout() {
            run(arguments -> null);

            assertThat(transactions.journal()).isEmpty();
        }

        @Test
        void thatItBeganAndLeftOpenAreRolledBack() {
            run(arguments -> {
                transactions.begin();
                return null;
            });

            assertThat(transactions.journal()).containsExactly("begin", "rollback");
        }

        @Test
        void ofTheCallerAreJoinedAndLeftToIt() {
            transactional = true;
            transactions.begin();

            run(arguments -> null);

            assertThat(transactions.getStatus()).isEqualTo(Status.STATUS_ACTIVE);
            assertThat(transactions.journal()).containsExactly("begin");
            transactions.rollback();
        }

        @Test
        void ofTheCallerThatCanOnlyBeRolledBackLeaveNoRetry() {
            retrying(3);
            transactional = true;
            transactions.begin();

            InlineRun run = run(arguments -> {
                transactions.setRollbackOnly();
                throw new IOException("busy");
            });

            assertThat(run.view().attempt()).isOne();
            assertThat(run.view().state()).isEqualTo(TaskState.FAILURE);
            transactions.rollback();
        }

        @Test
        void thatDoNotCommitAreRetried() {
            transactional = true;
            transactions.refuseCommits(1);

            InlineRun run = run(arguments -> null);

            assertThat(run.view().state()).isEqualTo(TaskState.SUCCESS);
            assertThat(run.view().retries()).isOne();
        }
    }
}
