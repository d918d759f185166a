package org.caraway.web.internal.operate;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.caraway.SignalUrlException;
import org.caraway.SignalUrls;
import org.caraway.SignedSignal;
import org.caraway.TaskQueue;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.FailureLog;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.WebRequest;

/**
 * Sends signals by signed URLs, without a login. Thread-safe.
 *
 * <p>Only POST sends: scanners of mails and previews of chats follow links with GET. So GET answers with a page whose
 * button posts. The signature is checked before anything else is read.
 */
public final class SignalLinks {

    private static final String HTML = "text/html; charset=UTF-8";
    private static final String FORM = "application/x-www-form-urlencoded";

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="UTF-8"><meta name="viewport" content="width=device-width">
            <title>%1$s</title></head><body><h1>%1$s</h1>%2$s</body></html>
            """;
    private static final String BUTTON = "<form method=\"post\"><button>Send</button></form>";

    /** The URL is a secret: it must not go to other sites, into frames, or into an index. */
    private static final Map<String, String> HEADERS = Map.of(
            "Referrer-Policy", "no-referrer",
            "X-Robots-Tag", "noindex",
            "Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'");

    private final TaskQueue tasks;
    private final SignalUrls urls;
    private final FailureLog failures;

    /** For the signals of these URLs. */
    public SignalLinks(TaskQueue tasks, SignalUrls urls, FailureLog failures) {
        this.tasks = tasks;
        this.urls = urls;
        this.failures = failures;
    }

    /** The answer to a GET or a POST: a page for a browser, otherwise JSON. */
    public Answer answer(WebRequest request) {
        Answer answer = checked(request);
        boolean page = answer.type().equals(HTML) || !isForBrowser(request);
        Answer shown = page ? answer : page(answer.status(), headline(answer.status()), "");
        for (Map.Entry<String, String> header : HEADERS.entrySet()) {
            shown = shown.with(header.getKey(), header.getValue());
        }
        return shown;
    }

    private Answer checked(WebRequest request) {
        try {
            SignedSignal signal = urls.verify(addressOf(request));
            if (request.method().equals("GET")) {
                return page(200, "Send '" + signal.signal() + "'?", BUTTON);
            }
            return SignalOperations.sent(tasks, body(request), signal.task(), signal.signal());
        } catch (RuntimeException failure) { // whatever it is, the caller gets a problem and no stack trace
            Problem problem = problem(failure);
            failures.log(problem, failure);
            return problem.answer();
        }
    }

    private static URI addressOf(WebRequest request) {
        String address = "/" + request.path();
        return URI.create(request.rawQuery() == null ? address : address + "?" + request.rawQuery());
    }

    /** The form of the page has no value. */
    private static WebRequest body(WebRequest request) {
        boolean form = request.header("Content-Type")
                .map(type -> type.toLowerCase(Locale.ROOT).startsWith(FORM))
                .orElse(false);
        return form
                ? new WebRequest(
                        request.method(),
                        request.path(),
                        request.root(),
                        request.rawQuery(),
                        Map.of(),
                        () -> new byte[0],
                        request.caller())
                : request;
    }

    private static Problem problem(RuntimeException failure) {
        if (!(failure instanceof SignalUrlException refused)) {
            return Problem.of(failure);
        }
        String message = String.valueOf(refused.getMessage());
        return switch (refused.reason()) {
            case FORGED -> Problem.of(403, "signal-url-forged", "The URL is not valid", message);
            case EXPIRED -> Problem.of(410, "signal-url-expired", "The URL has expired", message);
        };
    }

    private static boolean isForBrowser(WebRequest request) {
        return request.header("Accept")
                .map(types -> types.contains("text/html"))
                .orElse(false);
    }

    private static Answer page(int status, String headline, String more) {
        return Answer.text(status, HTML, PAGE.formatted(headline, more));
    }

    /** What a person needs to know of a status. */
    private static String headline(int status) {
        return switch (status) {
            case 200 -> "Sent. You can close this page.";
            case 403 -> "This link is not valid.";
            case 404 -> "This link leads to nothing any more.";
            case 409 -> "This has been decided already, or its time is over.";
            case 410 -> "This link has expired.";
            case 422 -> "This link cannot be used by a button; its receiver needs a value.";
            default -> "This did not work. Please try again later.";
        };
    }
}
