package org.caraway.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.caraway.TaskError;
import org.junit.jupiter.api.Test;

class ErrorTextTest {

    @Test
    void theTraceHoldsTheWholeChainOfCauses() {
        TaskError error = ErrorText.of(new IllegalStateException("outer", new IOException("inner")));

        assertThat(error.type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(error.message()).isEqualTo("outer");
        assertThat(error.trace()).contains("IllegalStateException: outer", "Caused by: java.io.IOException: inner");
    }

    @Test
    void longTextIsCut() {
        TaskError error = ErrorText.of(new IllegalStateException("x".repeat(100_000)));

        assertThat(error.message()).hasSize(2_000);
        assertThat(error.trace()).hasSize(16_000);
    }

    @Test
    void anExceptionWithoutAMessageHasNone() {
        assertThat(ErrorText.of(new IOException()).message()).isNull();
    }

    @Test
    void nulCharactersAreReplaced() {
        assertThat(ErrorText.of(new IOException("a\0b")).message()).isEqualTo("a\uFFFDb");
    }

    @Test
    void aSurrogateWithoutItsPartnerIsReplacedAlsoWhereTheTextIsCut() {
        assertThat(ErrorText.of(new IOException("a\uD83D")).message()).isEqualTo("a\uFFFD");
        assertThat(ErrorText.of(new IOException("x".repeat(1_999) + "\uD83D\uDE00"))
                        .message())
                .isEqualTo("x".repeat(1_999) + '\uFFFD');
    }

    @Test
    void anExceptionThatCannotTellItsMessageIsStillDescribed() {
        TaskError error = ErrorText.of(new Mute());

        assertThat(error.type()).isEqualTo(Mute.class.getName());
        assertThat(error.message()).contains("cannot be read", "UnsupportedOperationException");
        assertThat(error.trace()).contains("cannot be printed", "ErrorTextTest.anExceptionThatCannotTellItsMessage");
    }

    @Test
    void anExceptionThatThrowsAnErrorIsStillDescribed() {
        TaskError error = ErrorText.of(new Hostile());

        assertThat(error.type()).isEqualTo(Hostile.class.getName());
        assertThat(error.message()).isEqualTo("(the message cannot be read: java.lang.AssertionError)");
        assertThat(error.trace()).contains("(the stack trace cannot be printed: java.lang.AssertionError)");
    }

    @Test
    void anExceptionWithoutAnEndOfCausesIsStillDescribed() {
        TaskError error = ErrorText.of(new Endless());

        assertThat(error.message()).isEqualTo("again");
        assertThat(error.trace()).startsWith(Endless.class.getName());
    }

    @Test
    void causesThatFormACircleAreToldOnce() {
        IllegalStateException outer = new IllegalStateException("outer");
        outer.initCause(new IllegalStateException("inner", outer));

        assertThat(ErrorText.of(outer).trace()).contains("CIRCULAR REFERENCE");
    }

    private static final class Hostile extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new AssertionError("hostile");
        }
    }

    private static final class Endless extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            return "again";
        }

        @Override
        public synchronized Throwable getCause() {
            return new Endless();
        }
    }

    private static final class Mute extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new UnsupportedOperationException("mute");
        }
    }
}
