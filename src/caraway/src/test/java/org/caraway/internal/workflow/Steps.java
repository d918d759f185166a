package org.caraway.internal.workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.caraway.Outcome;
import org.caraway.Task;
import org.caraway.TaskError;
import org.jspecify.annotations.Nullable;

/** The tasks of which tests compose workflows; what callbacks have seen is in {@code seen}. */
public class Steps {

    final List<String> seen = new ArrayList<>();

    @Task
    public List<Integer> upTo(int count) {
        return IntStream.rangeClosed(1, count).boxed().toList();
    }

    @Task
    public int twice(int number) {
        return 2 * number;
    }

    @Task
    public int plus(int one, int other) {
        return one + other;
    }

    @Task
    public int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    @Task
    public String text(int number) {
        return "<" + number + ">";
    }

    @Task
    public String both(String text, int number) {
        return text + number;
    }

    @Task
    public boolean isEven(int number) {
        return number % 2 == 0;
    }

    @Task
    public int failIfOdd(int number) {
        if (number % 2 == 1) {
            throw new IllegalStateException("odd: " + number);
        }
        return number;
    }

    @Task
    public String settled(List<Outcome<Integer>> outcomes) {
        StringBuilder text = new StringBuilder();
        for (Outcome<Integer> outcome : outcomes) {
            text.append(outcome.succeeded() ? outcome.value() : messageOf(outcome));
            text.append(';');
        }
        return text.toString();
    }

    @Task
    public void note(int number) {
        seen.add("noted " + number);
    }

    private static @Nullable String messageOf(Outcome<?> outcome) {
        TaskError error = outcome.error();
        return error == null ? null : error.message();
    }

    @Task
    public void alert(Outcome<?> outcome) {
        seen.add(outcome.state() + " " + messageOf(outcome));
    }
}
