package org.caraway.web.internal.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Requests;
import org.caraway.web.internal.http.Route;
import org.caraway.web.internal.http.Route.Permission;
import org.caraway.web.internal.http.Router;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleFilesTest {

    private static final Path SOURCES = Path.of("src/main/resources/org/caraway/web/internal/console");
    private static final int CAP_BYTES = 120_000;
    private static final Pattern IMPORT = Pattern.compile("from \"(\\./[^\"]+)\"");
    private static final Pattern LINK = Pattern.compile("(?:src|href)=\"([^\"#]+)\"");

    private final Router router = new Router(new ConsoleFiles().routes());

    private Answer get(String path) {
        Router.Match match = router.find(Requests.of("GET", path));
        return match.route().handler().handle(Requests.of("GET", path), match.variables());
    }

    @Test
    void eachFileOfTheSourceTreeIsServedAndEachServedFileExists() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            assertThat(ConsoleFiles.names())
                    .containsAll(
                            files.map(file -> file.getFileName().toString()).toList());
        }
        assertThat(ConsoleFiles.names())
                .allSatisfy(
                        name -> assertThat(ConsoleFiles.content(name)).as(name).isPresent());
    }

    @Test
    void allOfItIsSmallWhenCompressed() throws IOException {
        long compressed = 0;
        for (String name : ConsoleFiles.names()) {
            compressed += compressed(ConsoleFiles.content(name).orElseThrow());
        }

        assertThat(compressed).isLessThan(CAP_BYTES);
    }

    private static long compressed(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.size();
    }

    @Test
    void thePolicyAllowsThisSiteOnly() {
        Answer page = get("console/index.html");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.type()).startsWith("text/html");
        assertThat(page.headers().get("Content-Security-Policy"))
                .contains("default-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "*", "data:");
    }

    @Test
    void thePageNeedsNoOtherSiteAndNothingThatThePolicyRefuses() throws IOException {
        String page = text("index.html");

        assertThat(page).doesNotContain("<style", " style=", " onclick=", "http:", "https:");
        assertThat(page).doesNotContainPattern("<script(?![^>]* src=)");
        Matcher link = LINK.matcher(page);
        while (link.find()) {
            assertThat(ConsoleFiles.names()).contains(link.group(1));
        }
        for (String script : ConsoleFiles.names().stream()
                .filter(name -> name.endsWith(".js"))
                .toList()) {
            Matcher module = IMPORT.matcher(text(script));
            while (module.find()) {
                assertThat(ConsoleFiles.names())
                        .as(script)
                        .contains(module.group(1).substring(2));
            }
        }
    }

    private static String text(String name) {
        return new String(ConsoleFiles.content(name).orElseThrow(), UTF_8);
    }

    @Test
    void aPathWithoutAFileLeadsToTheStartPage() {
        for (String path : List.of("console", "console/")) {
            Answer answer = get(path);

            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.headers().get("Location")).isEqualTo("http://127.0.0.1/api/caraway/console/index.html");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "console/package-info.class",
                "console/ConsoleFiles.class",
                "console/..%2FEndpoint.class",
                "console/%2E%2E",
                "console/INDEX.HTML"
            })
    void noOtherFileIsServed(String path) {
        assertThat(catchThrowableOfType(Refusal.class, () -> get(path))
                        .problem()
                        .status())
                .isEqualTo(404);
    }

    @Test
    void allWhoMayReadTasksMayLoadIt() {
        assertThat(new ConsoleFiles().routes()).extracting(Route::permission).containsOnly(Permission.READ_TASKS);
        assertThat(router.find(Requests.of("GET", "console/app.js")).variables())
                .isEqualTo(Map.of("file", "app.js"));
    }
}
