package org.caraway.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentTest {

    private final Results results = new Results("Caraway");

    private JsonNode written() throws JsonProcessingException {
        return new ObjectMapper()
                .readTree(new Document(
                                results.reference(),
                                "2026-11-21T20:00:00Z",
                                Map.of("processors", "2"),
                                Map.of("fsync", "on"),
                                Map.of("count", "100"),
                                Document.measures(results),
                                results.failures())
                        .json());
    }

    @Test
    void everyValueOfEveryRunIsThere() throws JsonProcessingException {
        Metric rate = Metric.higher("rate", "tasks", "/s").goal(60_000);
        results.add("drain", rate, "Caraway", 30);
        results.add("drain", rate, "Other", 10);
        results.add("drain", rate, "Other", 20);

        JsonNode measure = written().path("measures").path(0);

        assertThat(measure.path("scenario").asText()).isEqualTo("drain");
        assertThat(measure.path("better").asText()).isEqualTo("higher");
        assertThat(measure.path("goal").asDouble()).isEqualTo(60_000);
        assertThat(measure.path("contenders").path(0).has("referenceTimesBetter"))
                .isFalse();
        assertThat(measure.path("contenders").path(1).toString())
                .isEqualTo("{\"contender\":\"Other\",\"values\":[10.0,20.0],\"median\":15.0,\"best\":20.0,"
                        + "\"referenceTimesBetter\":2.0}");
    }

    @Test
    void itTellsTheConditionsAndWhatFailed() throws JsonProcessingException {
        results.addFailure("drain", "Other", "it did not start");

        JsonNode document = written();

        assertThat(document.path("machine").path("processors").asText()).isEqualTo("2");
        assertThat(document.path("database").path("fsync").asText()).isEqualTo("on");
        assertThat(document.path("options").path("count").asText()).isEqualTo("100");
        assertThat(document.path("failures").path("drain, Other").path(0).asText())
                .isEqualTo("it did not start");
    }
}
