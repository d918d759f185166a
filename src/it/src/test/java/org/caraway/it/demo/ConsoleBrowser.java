package org.caraway.it.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.caraway.it.harness.Build;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The console in Chromium. Confined to one thread. Pictures are in {@code target/console}. */
final class ConsoleBrowser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final ChromeDriver chrome;
    private final URI console;

    private ConsoleBrowser(ChromeDriver chrome, URI console) {
        this.chrome = chrome;
        this.console = console;
    }

    /** How the page is looked at. */
    enum Look {
        LIGHT,
        DARK,
        PHONE
    }

    /** Whether this machine has Chromium and its driver. */
    static boolean isInstalled() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    /** Signs in at the console of this server. */
    static ConsoleBrowser open(URI server, String login) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--lang=en");
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService driver = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        ChromeDriver chrome = new ChromeDriver(driver, options);
        ConsoleBrowser browser = new ConsoleBrowser(chrome, server.resolve("caraway/console/index.html"));
        chrome.get(browser.console.toString().replace("://", "://" + login + "@"));
        browser.look(Look.LIGHT);
        return browser;
    }

    /** Shows a page of the console, such as {@code tasks?state=FAILURE}. */
    void show(String page) {
        chrome.get("about:blank");
        chrome.get(console + "#/" + page);
        await("the page " + page).atMost(PATIENCE).pollInterval(LOOK_EVERY).until(this::isLoaded);
    }

    private boolean isLoaded() {
        return !chrome.findElements(By.cssSelector("main h1")).isEmpty()
                && chrome.findElements(By.cssSelector("main > [aria-busy=true]"))
                        .isEmpty();
    }

    void look(Look look) {
        boolean phone = look == Look.PHONE;
        chrome.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", phone ? 390 : 1400, "height", 900, "deviceScaleFactor", 1, "mobile", phone));
        Map<String, String> colors =
                Map.of("name", "prefers-color-scheme", "value", look == Look.DARK ? "dark" : "light");
        Map<String, String> still = Map.of("name", "prefers-reduced-motion", "value", "reduce");
        chrome.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(colors, still)));
    }

    /** Takes the network from the page, or gives it back. */
    void offline(boolean offline) {
        chrome.executeCdpCommand("Network.enable", Map.of());
        chrome.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** Clicks the link or the button that contains this text, without quotes, once it is there. */
    void click(String text) {
        String named = "[contains(normalize-space(.), \"" + text + "\")]";
        clickFirst("'" + text + "'", By.xpath("//main//a" + named + " | //main//button" + named));
    }

    /** Agrees to what the dialog asks, once it is there. */
    void confirm() {
        clickFirst("the dialog's button", By.cssSelector("dialog[open] [data-confirm]"));
    }

    private void clickFirst(String what, By where) {
        await(what + " to click")
                .atMost(PATIENCE)
                .pollInterval(LOOK_EVERY)
                .ignoreExceptions()
                .until(() -> {
                    chrome.findElement(where).click();
                    return true;
                });
    }

    /** Waits until the page shows this text. */
    void awaitText(String text) {
        await("'" + text + "' in the page")
                .atMost(PATIENCE)
                .pollInterval(LOOK_EVERY)
                .untilAsserted(() -> assertThat(text()).contains(text));
    }

    /** All that the page shows. */
    String text() {
        return chrome.findElement(By.tagName("body")).getText();
    }

    /** Replaces a part of the text in the dialog. */
    void edit(String part, String by) {
        WebElement area = chrome.findElement(By.cssSelector("dialog textarea"));
        String edited = String.valueOf(area.getAttribute("value")).replace(part, by);
        area.clear();
        area.sendKeys(edited);
    }

    /** Presses keys on the page. */
    void press(CharSequence... keys) {
        chrome.findElement(By.tagName("body")).sendKeys(keys);
    }

    void closeDialog() {
        chrome.switchTo().activeElement().sendKeys(Keys.ESCAPE);
    }

    /** The address of the page behind the hash. */
    String page() {
        return String.valueOf(URI.create(String.valueOf(chrome.getCurrentUrl())).getFragment());
    }

    /** Whether the page is wider than its window. */
    boolean overflows() {
        Object wider = ((JavascriptExecutor) chrome)
                .executeScript(
                        "return document.documentElement.scrollWidth > document.documentElement.clientWidth + 1");
        return Boolean.TRUE.equals(wider);
    }

    /** What axe finds that is serious or critical. */
    List<String> seriousViolations() {
        return new AxeBuilder()
                .analyze(chrome).getViolations().stream()
                        .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                        .map(ConsoleBrowser::described)
                        .toList();
    }

    private static String described(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " at "
                + rule.getNodes().stream().map(node -> node.getHtml()).limit(3).toList();
    }

    /** What the browser has complained about since the last call. */
    List<String> complaints() {
        return chrome.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getMessage())
                .toList();
    }

    void picture(String name) {
        try {
            Path directory = Files.createDirectories(Build.target().resolve("console"));
            Files.write(directory.resolve(name + ".png"), chrome.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot store the picture " + name, e);
        }
    }

    @Override
    public void close() {
        chrome.quit();
    }
}
