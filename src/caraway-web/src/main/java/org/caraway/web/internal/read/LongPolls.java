package org.caraway.web.internal.read;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.caraway.CarawayException;
import org.caraway.TaskHandle;
import org.caraway.web.internal.http.CallerPlaces;
import org.caraway.web.internal.http.WebRequest;

/**
 * Long polling: delays a response until a task has finished, as requested by {@code Prefer: wait=SECONDS} (RFC 7240).
 * Thread-safe. A waiting request occupies a thread of the server: so each waits at most 30 s, and at most 32 wait at
 * once on a node, 8 of one caller. Further requests are answered immediately, without waiting.
 */
@ApplicationScoped
public class LongPolls {

    private static final int WAITING_CAP = 32;
    private static final int SECONDS_CAP = 30;
    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait=\"?(\\d{1,9})\"?(?:$|[,;\\s])");

    private static final int WAITING_CAP_OF_CALLER = 8;

    private final Semaphore places = new Semaphore(WAITING_CAP);
    private final CallerPlaces placesOfCallers = new CallerPlaces();

    /** Waits until the task is over or the time is; returns how many seconds it was ready to wait, 0 for not at all. */
    long await(TaskHandle<?> task, WebRequest request) {
        int seconds = request.header("Prefer").map(LongPolls::seconds).orElse(0);
        if (seconds == 0 || !placesOfCallers.take(request.caller(), WAITING_CAP_OF_CALLER)) {
            return 0;
        }
        try {
            return await(task, seconds);
        } finally {
            placesOfCallers.release(request.caller());
        }
    }

    private long await(TaskHandle<?> task, int seconds) {
        if (!places.tryAcquire()) {
            return 0;
        }
        try {
            task.await(Duration.ofSeconds(seconds));
        } catch (CarawayException over) {
            return seconds; // the caller reads the task again
        } finally {
            places.release();
        }
        return seconds;
    }

    static int seconds(String preferences) {
        Matcher wait = WAIT.matcher(preferences);
        return wait.find() ? Math.min(Integer.parseInt(wait.group(1)), SECONDS_CAP) : 0;
    }
}
