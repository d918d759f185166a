package org.caraway.web.internal.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Route;
import org.caraway.web.internal.http.Route.Permission;
import org.caraway.web.internal.http.WebRequest;
import org.jspecify.annotations.Nullable;

/**
 * Serves the files of the console, to every caller who may read tasks. Stateless. Only the files named here are served,
 * and a name is one segment of the path: no path leads out of this package. The build puts the libraries beside the
 * files of the source tree.
 *
 * <p>The policy allows scripts, styles, pictures and requests of this site only, and no page may frame the console: a
 * text of a task that were taken for HTML could still load nothing and run nothing.
 */
public final class ConsoleFiles {

    /** The start page. */
    static final String START = "index.html";

    private static final String PATH = "console";

    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

    private static final String SCRIPT = "text/javascript;charset=UTF-8";
    private static final String STYLE = "text/css;charset=UTF-8";
    private static final String PICTURE = "image/svg+xml";

    /** Media types by file name. */
    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry(START, "text/html;charset=UTF-8"),
            Map.entry("console.css", STYLE),
            Map.entry("pico.min.css", STYLE),
            Map.entry("uPlot.min.css", STYLE),
            Map.entry("preact.min.js", SCRIPT),
            Map.entry("hooks.umd.js", SCRIPT),
            Map.entry("htm.umd.js", SCRIPT),
            Map.entry("uPlot.iife.min.js", SCRIPT),
            Map.entry("api.js", SCRIPT),
            Map.entry("app.js", SCRIPT),
            Map.entry("audit.js", SCRIPT),
            Map.entry("chart.js", SCRIPT),
            Map.entry("failures.js", SCRIPT),
            Map.entry("format.js", SCRIPT),
            Map.entry("keys.js", SCRIPT),
            Map.entry("overview.js", SCRIPT),
            Map.entry("parts.js", SCRIPT),
            Map.entry("queues.js", SCRIPT),
            Map.entry("schedules.js", SCRIPT),
            Map.entry("task.js", SCRIPT),
            Map.entry("tasks.js", SCRIPT),
            Map.entry("view.js", SCRIPT),
            Map.entry("why.js", SCRIPT),
            Map.entry("workers.js", SCRIPT),
            Map.entry("workflow.js", SCRIPT),
            Map.entry("search.svg", PICTURE),
            Map.entry("chevron.svg", PICTURE),
            Map.entry("loading.svg", PICTURE),
            Map.entry("icon.svg", PICTURE),
            Map.entry("licences.txt", "text/plain;charset=UTF-8"));

    /** The routes of this class. */
    public List<Route> routes() {
        return List.of(
                new Route("GET", PATH, Permission.READ_TASKS, ConsoleFiles::start),
                new Route("GET", PATH + "/", Permission.READ_TASKS, ConsoleFiles::start),
                new Route(
                        "GET",
                        PATH + "/{file}",
                        Permission.READ_TASKS,
                        (request, variables) -> file(String.valueOf(variables.get("file")))));
    }

    /** The names of all files. */
    static List<String> names() {
        return FILES.keySet().stream().sorted().toList();
    }

    /** The content of a file of {@link #names}, absent if the build has left it out. */
    static Optional<byte[]> content(String name) {
        try (@Nullable InputStream file = ConsoleFiles.class.getResourceAsStream(name)) {
            return file == null ? Optional.empty() : Optional.of(file.readAllBytes());
        } catch (IOException broken) {
            throw new UncheckedIOException("Cannot read the file " + name + " of the console", broken);
        }
    }

    /** Some servers hide a slash at the end of the path, which the links of the page would need: so it has a name. */
    private static Answer start(WebRequest request, Map<String, String> variables) {
        return Answer.of(302, null).with("Location", request.root() + PATH + "/" + START);
    }

    private static Answer file(String name) {
        @Nullable String type = FILES.get(name);
        if (type == null) {
            throw new Refusal(Problem.notFound("The console has no file of this name"));
        }
        byte[] content = content(name)
                .orElseThrow(() -> new IllegalStateException(
                        "The JAR of caraway-web lacks the file " + name + " of the console. Build it with Maven"));
        return Answer.text(type, new String(content, StandardCharsets.UTF_8))
                .with("Content-Security-Policy", POLICY)
                .with("Referrer-Policy", "no-referrer");
    }
}
