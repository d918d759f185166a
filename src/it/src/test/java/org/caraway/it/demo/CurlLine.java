package org.caraway.it.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.caraway.it.harness.Build;

/**
 * A call of curl that a page shows, and what it prints there. It is read here, because a machine that builds Caraway
 * need not have curl.
 *
 * @param words of the call, without quotes
 * @param output the lines below it
 */
record CurlLine(List<String> words, List<String> output) {

    private static final String PROMPT = "$ curl ";
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    CurlLine {
        words = List.copyOf(words);
        output = List.copyOf(output);
    }

    /** The calls of a page, in their order. */
    static List<CurlLine> of(List<String> page) {
        List<CurlLine> calls = new ArrayList<>();
        for (int i = 0; i < page.size(); i++) {
            if (page.get(i).startsWith(PROMPT)) {
                List<String> output = page.subList(i + 1, page.size()).stream()
                        .takeWhile(line -> !line.isBlank() && !line.startsWith("$ ") && !line.startsWith("```"))
                        .toList();
                calls.add(new CurlLine(words(page.get(i).substring(PROMPT.length())), output));
            }
        }
        return calls;
    }

    private static List<String> words(String call) {
        return WORD.matcher(call)
                .results()
                .map(word -> word.group().replaceAll("^['\"]|['\"]$", ""))
                .toList();
    }

    /** Whether it may be repeated until the answer is as expected. */
    boolean onlyReads() {
        return words.stream().noneMatch(word -> word.equals("-d") || word.equals("--data-binary"));
    }

    /**
     * The same request to the server of the test; {@code adapt} puts its address, ids and password in place of those of
     * the page.
     */
    HttpRequest request(UnaryOperator<String> adapt) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder();
        Iterator<String> rest = words.stream().map(adapt).iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            switch (word) {
                case "-s", "-si", "-sN" -> {}
                case "-H" -> addHeader(request, rest.next());
                case "-u" -> request.header("Authorization", "Basic " + base64(rest.next()));
                case "-d", "--data-binary" -> request.POST(body(rest.next()));
                default -> request.uri(URI.create(word));
            }
        }
        return request.build();
    }

    private static void addHeader(HttpRequest.Builder request, String header) {
        int colon = header.indexOf(": ");
        request.header(header.substring(0, colon), header.substring(colon + 2));
    }

    private static String base64(String login) {
        return Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    private static BodyPublisher body(String data) throws IOException {
        return data.startsWith("@")
                ? BodyPublishers.ofFile(Build.root().resolve(data.substring(1)))
                : BodyPublishers.ofString(data);
    }
}
