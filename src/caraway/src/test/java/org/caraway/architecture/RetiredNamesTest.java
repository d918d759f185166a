package org.caraway.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Names that a standard term has replaced do not come back. */
class RetiredNamesTest {

    private static final Pattern RETIRED = Pattern.compile("\\b(AttemptEnd|EndWriter|EndBuffer|TaskEnds|EndsWritten"
            + "|UnlockedEnds|LockedEnds|NextStep|FurtherRuns|LeftBehind|GivenUp|LookBehind|lookBehind|Stretch"
            + "|PinnedTasks|PinnedQueues|PinnedStatement|Holdings|HeldTasks|Controls|ControlReads|ControlWatch|WorkerLook"
            + "|WorkerQuestions|AskedWorker|caraway_question|Tally|TaskTally|TallyWriter|LastAttempts|OrderedStop|BreakOff"
            + "|Surroundings|Allowance|ShownArguments|Secrecy|ShownConfiguration|OneValue|FreshReads|KeptAttempts|LookedAt"
            + "|LeftoverRows|tellStop|cameTooLate|caraway_window|late_ends"
            + "|RevokeMode\\.ASK|RevokeOutcome\\.ASKED|keepUntil|keep_until|closeLine|untilApart|untilSweep|newRetaining"
            + "|break-off)\\b");

    @Test
    void noneIsLeftInWhatShips() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : Sources.main()) {
            Matcher name = RETIRED.matcher(Files.readString(file));
            while (name.find()) {
                found.add(file + ": " + name.group());
            }
        }

        assertThat(found).isEmpty();
    }
}
