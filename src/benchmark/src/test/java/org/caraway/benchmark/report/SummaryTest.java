package org.caraway.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.caraway.benchmark.report.Metric.Better;
import org.junit.jupiter.api.Test;

class SummaryTest {

    @Test
    void theMedianOfAnOddNumberIsTheMiddleOne() {
        assertThat(Summary.of(List.of(9.0, 1.0, 5.0), Better.HIGHER)).isEqualTo(new Summary(5, 9, 3));
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
        assertThat(Summary.of(List.of(4.0, 1.0, 2.0, 100.0), Better.HIGHER).median())
                .isEqualTo(3);
    }

    @Test
    void theBestIsTheLowestWhereLessIsBetter() {
        assertThat(Summary.of(List.of(9.0, 1.0, 5.0), Better.LOWER).best()).isEqualTo(1);
    }

    @Test
    void ofNothingThereIsNone() {
        assertThatThrownBy(() -> Summary.of(List.of(), Better.HIGHER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no value to sum up");
    }

    @Test
    void anotherWithTwiceTheRateIsTwiceAsGood() {
        assertThat(new Summary(50, 50, 1).timesBetter(new Summary(100, 100, 1), Better.HIGHER))
                .isEqualTo(2);
    }

    @Test
    void anotherWithTwiceTheLatencyIsHalfAsGood() {
        assertThat(new Summary(50, 50, 1).timesBetter(new Summary(100, 100, 1), Better.LOWER))
                .isEqualTo(0.5);
    }
}
