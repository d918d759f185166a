package org.caraway.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.caraway.spi.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {

    @ParameterizedTest
    @CsvSource({
        "feeds.*, feeds.import, true",
        "feeds.*, feeds., true",
        "feeds.*, feeds, false",
        "feeds.*, my.feeds.import, false",
        "feeds.*, feedsXimport, false",
        "*, anything at all, true",
        "Reports.render, Reports.render, true",
        "Reports.render, reports.render, false",
        "import-?, import-1, true",
        "import-?, import-12, false",
        "a+b(c), a+b(c), true"
    })
    void aStarStandsForAnyCharactersAndAQuestionMarkForOne(String pattern, String name, boolean matches) {
        Routes routes = new Routes(List.of(Routes.Entry.of(pattern, Route.to("low"))), "default");

        assertThat(routes.find(name).isPresent()).isEqualTo(matches);
    }

    @Test
    void theFirstThatMatchesCounts() {
        Routes routes = new Routes(
                List.of(
                        Routes.Entry.of("feeds.*", Route.to("low").withPriority(2)),
                        Routes.Entry.of("*", Route.to("rest"))),
                "default");

        assertThat(routes.find("feeds.import")).contains(new Route("low", 2));
        assertThat(routes.find("Mail.send")).contains(new Route("rest", null));
    }
}
