package org.caraway.internal.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.caraway.ResultStoreException;
import org.caraway.spi.ResultStore;
import org.junit.jupiter.api.Test;

class LargeResultsTest {

    private static final UUID TASK = UUID.fromString("0193a1b2-0000-7000-8000-000000000001");
    private static final ResultStore.Key KEY = new ResultStore.Key(TASK, 2, "0123456789abcdef");

    private final MemoryResults shelf = new MemoryResults();
    private final LargeResults results = shelf.overTenBytes();
    private final PayloadCodec codec =
            PayloadCodec.create().with(TestFormats.VAULT).with(results);

    @Test
    void bytesAreCountedNotCharacters() {
        assertThat(results.takes("\"12345678\"")).isFalse();
        assertThat(results.takes("\"123456789\"")).isTrue();
        assertThat(results.takes("\"äöüß\"")).isFalse();
        assertThat(results.takes("\"äöüß1\"")).isTrue();
    }

    @Test
    void withoutAStoreNoneIsTaken() {
        assertThat(LargeResults.NONE.present()).isFalse();
        assertThat(LargeResults.NONE.takes("1".repeat(1_000_000))).isFalse();
    }

    @Test
    void theRowSaysWhereTheResultLies() {
        String row = results.save(KEY, "\"a long result\"", "attempt 2");

        assertThat(row).isEqualTo("{\"caraway:stored\":\"" + TASK + "-2-0123456789abcdef\",\"bytes\":15}");
        assertThat(LargeResults.isStored(row)).isTrue();
        assertThat(shelf.saved()).isEqualTo(Map.of(KEY, "\"a long result\""));
        assertThat(codec.decodeResult(row, String.class)).isEqualTo("a long result");
    }

    @Test
    void whatIsSavedIsInTheTasksFormat() {
        String json = String.valueOf(codec.encodeResult("secret", String.class, "vault"));
        String row = results.save(KEY, json, "attempt 2");

        assertThat(shelf.saved()).containsEntry(KEY, TestFormats.sealed("\"secret\""));
        assertThat(codec.decodeResult(row, String.class)).isEqualTo("secret");
    }

    @Test
    void anOrdinaryResultThatLooksLikeSuchARowComesBackAsItWas() {
        Map<String, String> result = Map.of("caraway:stored", "mine");

        String row = String.valueOf(codec.encodeResult(result, Map.class, ""));

        assertThat(LargeResults.isStored(row)).isFalse();
        assertThat(codec.decodeResult(row, Map.class)).isEqualTo(result);
    }

    @Test
    void aSaveThatFailsNamesTheStoreTheCauseAndTheFix() {
        shelf.fail();

        assertThatThrownBy(() -> results.save(KEY, "\"a long result\"", "attempt 2"))
                .isInstanceOf(ResultStoreException.class)
                .hasMessage("The result of attempt 2, 15 bytes of JSON, could not be saved in the ResultStore Shelf:"
                        + " java.io.IOException: the disk is full; see to it, or raise"
                        + " caraway.result-store-threshold-bytes so that results stay in their rows")
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void aLoadThatFailsNamesTheStoreAndTheKey() {
        String row = results.save(KEY, "\"a long result\"", "attempt 2");
        shelf.fail();

        assertThatThrownBy(() -> codec.decodeResult(row, String.class))
                .isInstanceOf(ResultStoreException.class)
                .hasMessage("the ResultStore Shelf could not load " + TASK
                        + "-2-0123456789abcdef: java.io.IOException: the disk is full");
    }

    @Test
    void whatIsNotThereIsNamed() {
        String row = results.save(KEY, "\"a long result\"", "attempt 2");
        shelf.saved().clear();

        assertThatThrownBy(() -> codec.decodeResult(row, String.class))
                .isInstanceOf(ResultStoreException.class)
                .hasMessage("the ResultStore Shelf has nothing under " + TASK
                        + "-2-0123456789abcdef; it was deleted there, or this node looks into another place");
        assertThatThrownBy(() -> PayloadCodec.create().decodeResult(row, String.class))
                .isInstanceOf(ResultStoreException.class)
                .hasMessage("it lies in a ResultStore under " + TASK
                        + "-2-0123456789abcdef, and this application has no bean of that type; add it");
        assertThatThrownBy(() -> codec.decodeResult("{\"caraway:stored\":\"mine\"}", String.class))
                .isInstanceOf(ResultStoreException.class)
                .hasMessageStartingWith("'mine' is no key of a stored result");
        assertThatThrownBy(() -> codec.decodeResult("{\"caraway:stored\":\"" + TASK + "-2\"}", String.class))
                .isInstanceOf(ResultStoreException.class)
                .hasMessageContaining("-2' is no key of a stored result");
    }

    @Test
    void aFailedDeletionIsReported() {
        shelf.fail();

        assertThatThrownBy(() -> results.delete(KEY))
                .isInstanceOf(ResultStoreException.class)
                .hasMessage("The ResultStore Shelf did not delete the result " + TASK
                        + "-2-0123456789abcdef: java.io.IOException: the disk is full");
    }
}
