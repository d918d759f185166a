package org.caraway.it.web.rest;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.caraway.it.harness.RestClient;

/**
 * Requests that no server should accept, by what is wrong with them: listed ones, and damaged copies of valid ones, the
 * same with each run. Immutable.
 */
final class MalformedRequests {

    private static final long SEED = 20_261_122L;
    private static final String GREET = "caraway/tasks/RestTasks.greet";
    private static final String VALID = "{\"arguments\":{\"name\":\"x\",\"times\":1},\"options\":{\"priority\":5}}";
    private static final String JSON = "application/json";

    private final RestClient client;
    private final Map<String, HttpRequest.Builder> requests = new LinkedHashMap<>();

    private MalformedRequests(RestClient client) {
        this.client = client;
    }

    /** All of them, by what they are. */
    static Map<String, HttpRequest.Builder> of(RestClient client) {
        MalformedRequests made = new MalformedRequests(client);
        made.paths();
        made.queries();
        made.bodies();
        made.types();
        made.filters();
        made.truncated();
        made.damaged();
        return made.requests;
    }

    private void paths() {
        List<String> ids = List.of(
                "0",
                "-1",
                "null",
                "undefined",
                "1%27%20OR%201=1--",
                "%F0%9F%92%A5",
                "%3Cscript%3E",
                "$%7Bjndi:ldap:x%7D",
                "00000000-0000-0000-0000-00000000000",
                "00000000-0000-0000-0000-0000000000000",
                "0000000g-0000-0000-0000-000000000000",
                "00000000000000000000000000000000",
                "1-1-1-1-1",
                "x".repeat(3_000),
                "%09",
                "%0A",
                "..%2F..%2Fetc%2Fpasswd",
                "%252e%252e",
                "'",
                "a%20b",
                "01a1fd2c-d609-74a5-95d7-a725dc43b294");
        for (String id : ids) {
            for (String below : List.of("", "/status", "/result", "/attempts", "/log", "/nothing")) {
                get("caraway/tasks/" + id + below);
            }
            add("DELETE task " + id, client.request("caraway/tasks/" + id).DELETE());
            post("caraway/tasks/" + id + "/retry", JSON, "{}");
            post("caraway/tasks/" + id, JSON, "[]");
        }
        for (String path : List.of(
                "task", "tasks/a/b/c", "queues/a%20b", "queues/@", "definitions/none", "health/x", "tasks//status")) {
            get("caraway/" + path);
        }
        for (String method : List.of("PUT", "PATCH", "OPTIONS", "DELETE")) {
            add(method + " list", client.request("caraway/tasks").method(method, BodyPublishers.noBody()));
        }
        add("BREW list", client.request("caraway/tasks").method("BREW", BodyPublishers.noBody()));
    }

    private void queries() {
        List<String> values = List.of(
                "",
                "%00",
                "%ff",
                "%c0%af",
                "%ed%a0%80",
                "x".repeat(1_001),
                "+",
                "-1",
                "0",
                "1e400",
                "99999999999999999999",
                "[]",
                "%22",
                "NaN",
                "2026-13-01T00:00:00Z",
                "%2B999999999-12-31T23:59:59Z");
        for (String name : List.of(
                "state",
                "since",
                "until",
                "finishedSince",
                "finishedUntil",
                "rootId",
                "delayed",
                "cursor",
                "limit",
                "offset")) {
            for (String value : values) {
                get("caraway/tasks?" + name + "=" + value);
            }
        }
        for (String label : List.of("", "x", ":", ":x", "x:", "%00:x", "x:%00")) {
            get("caraway/tasks?label=" + label);
        }
        get("caraway/tasks?limit=1&limit=2");
        get("caraway/stats?since=x");
        get("caraway/audit?limit=1001");
        get("caraway/queues?x=1");
    }

    private void bodies() {
        List<String> bodies = List.of(
                " ",
                "[",
                "]",
                "{",
                "}",
                "[,]",
                "[1,]",
                "nul",
                "NaN",
                "\"x\"",
                "1",
                "true",
                "null",
                "[] []",
                "[1e99999]",
                "{\"a\":1,\"a\":2}",
                "{\"arguments\":1}",
                "{\"arguments\":\"x\"}",
                "{\"arguments\":[],\"extra\":1}",
                "{\"args\":[\"x\",1]}",
                "[1]",
                "[1,2]",
                "[\"x\",\"y\"]",
                "[\"x\",1,2]",
                "[\"x\",1.5]",
                "[\"x\",1e300]",
                "[\"x\",2147483648]",
                "[\"x\",{}]",
                "[[],1]",
                "[{},1]",
                "[\"x\",true]",
                "{\"arguments\":{\"nam\":\"x\"}}",
                "{\"arguments\":{\"name\":\"x\",\"__proto__\":1}}",
                "[".repeat(65) + "]".repeat(65),
                "[".repeat(100_000),
                "{\"a\":".repeat(50_000),
                "9".repeat(1_000),
                "\"\\ud800\"",
                "\u0000",
                "\uFEFF[]",
                "<a/>",
                "a=b",
                "[\"x\",1]x",
                "[\"" + "x".repeat(3 << 20) + "\",1]");
        for (String body : bodies) {
            post(GREET, JSON, body);
        }
        for (String option : List.of(
                "\"queue\":\"a b\"",
                "\"queue\":\"\"",
                "\"priority\":10",
                "\"priority\":null1",
                "\"priority\":\"5\"",
                "\"delay\":\"x\"",
                "\"delay\":\"-PT1S\"",
                "\"delay\":\"P99999999999D\"",
                "\"startAt\":\"now\"",
                "\"expiresIn\":\"PT0S\"",
                "\"maxRetries\":-2",
                "\"maxRetries\":1e10",
                "\"labels\":[]",
                "\"labels\":{\"a\":{}}",
                "\"headers\":{\"\":\"\"}",
                "\"key\":\"\\u0000\"",
                "\"uniqueKey\":{}",
                "\"uniqueKey\":{\"key\":\"\"}",
                "\"uniqueKey\":\"\"",
                "\"id\":\"x\"",
                "\"timeLimit\":\"PT0S\"",
                "\"ignoreResult\":1",
                "\"retainFor\":\"P99999999D\"",
                "\"Queue\":\"x\"",
                "\"queue\":\"@\"",
                "\"queue\":\"@worker:\"")) {
            post(GREET, JSON, "{\"arguments\":[\"x\",1],\"options\":{" + option + "}}");
        }
        for (byte[] bytes : List.of(
                "[\"x\",1]".getBytes(StandardCharsets.UTF_16),
                new byte[] {'[', '"', (byte) 0xC3, '"', ',', '1', ']'},
                new byte[64])) {
            HttpRequest.Builder request =
                    client.request(GREET).header("Content-Type", JSON).POST(BodyPublishers.ofByteArray(bytes));
            add("bytes " + bytes.length, request);
        }
        HttpRequest.Builder keyed = client.request(GREET, "Idempotency-Key", "x".repeat(256), "Content-Type", JSON)
                .POST(BodyPublishers.ofString("[\"x\",1]"));
        add("Idempotency-Key", keyed);
    }

    private void types() {
        for (String type : List.of(
                "text/plain",
                "text/json",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json; charset=utf-16",
                "application/json; charset=latin1",
                "application/jsonp",
                ";",
                "application/json; charset",
                "*/*")) {
            post(GREET, type, "[\"x\",1]");
        }
        for (String encoding : List.of("gzip", "br", "x", "identity, gzip")) {
            add(
                    "encoding " + encoding,
                    client.request(GREET, "Content-Encoding", encoding, "Content-Type", JSON)
                            .POST(BodyPublishers.ofString("[\"x\",1]")));
        }
        add("no type", client.request(GREET).POST(BodyPublishers.ofString("[\"x\",1]")));
    }

    private void filters() {
        for (String bulk : List.of("revoke", "retry", "move")) {
            for (String body : List.of(
                    "",
                    "[]",
                    "{}",
                    "{\"filter\":null}",
                    "{\"filter\":[]}",
                    "{\"filter\":\"all\"}",
                    "{\"filter\":{\"stat\":\"x\"}}",
                    "{\"filter\":{\"state\":\"x\"}}",
                    "{\"filter\":{},\"dryrun\":true}",
                    "{\"filter\":{},\"dryRun\":\"yes\"}",
                    "{\"filter\":{\"since\":1}}",
                    "{\"filter\":{\"label\":{\"a\":null}}}",
                    "{\"filter\":{}}",
                    "{\"filter\":{\"name\":null},\"queue\":\"slow\"}",
                    "{\"filter\":{\"label\":{}},\"queue\":\"slow\"}",
                    "{\"filter\":{\"name\":\"x\"},\"queue\":null,\"dryRun\":null}",
                    "{\"filter\":{\"limit\":1}}")) {
                post("caraway/bulk/" + bulk, JSON, body);
            }
        }
        for (String body : List.of(
                "",
                "[]",
                "{}",
                "{\"paused\":1}",
                "{\"slots\":0}",
                "{\"slots\":10001}",
                "{\"maxLength\":-1}",
                "{\"x\":1}")) {
            add(
                    "PUT queue " + body,
                    client.request("caraway/queues/none", "Content-Type", JSON).PUT(BodyPublishers.ofString(body)));
            add(
                    "PUT definition " + body,
                    client.request("caraway/definitions/RestTasks.greet", "Content-Type", JSON)
                            .PUT(BodyPublishers.ofString("{\"rateLimit\":\"often\",\"paused\":true}")));
        }
    }

    /** Everything but the whole. */
    private void truncated() {
        for (int length = 1; length < VALID.length(); length++) {
            post(GREET, JSON, VALID.substring(0, length));
        }
    }

    /** One structural character is replaced by one that cannot stand there. */
    private void damaged() {
        Random random = new Random(SEED);
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < VALID.length(); i++) {
            if ("{}:,".indexOf(VALID.charAt(i)) >= 0) {
                places.add(i);
            }
        }
        for (int i = 0; i < 60; i++) {
            int at = places.get(random.nextInt(places.size()));
            char wrong = "<>()=#@~|".charAt(random.nextInt(9));
            post(GREET, JSON, VALID.substring(0, at) + wrong + VALID.substring(at + 1));
        }
    }

    private void get(String path) {
        add("GET " + path, client.request(path).GET());
    }

    private void post(String path, String type, String body) {
        String shown = body.length() > 100 ? body.substring(0, 100) : body;
        add(
                "POST " + path + " " + type + " " + shown,
                client.request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    private void add(String what, HttpRequest.Builder request) {
        requests.put(requests.size() + " " + what, request);
    }
}
