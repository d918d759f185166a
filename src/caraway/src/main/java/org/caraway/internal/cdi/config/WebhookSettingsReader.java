package org.caraway.internal.cdi.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.caraway.internal.webhook.WebhookSecret;
import org.caraway.internal.webhook.WebhookSettings;
import org.caraway.internal.webhook.WebhookTargets;

/** Reads where messages about the end of tasks may go. Confined to the deploying thread. */
public final class WebhookSettingsReader {

    private static final Pattern HOST =
            Pattern.compile("((\\*\\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

    private final Configuration configuration;
    private final Problems problems;

    public WebhookSettingsReader(Configuration configuration, Problems problems) {
        this.configuration = configuration;
        this.problems = problems;
    }

    /** Whether messages are sent at all. */
    public static boolean wanted(Configuration configuration) {
        return configuration.find(ConfigurationKey.WEBHOOK_ALLOWED_HOSTS).isPresent();
    }

    /** The settings; absent if no messages are sent, or with a problem noted. */
    public Optional<WebhookSettings> read() {
        boolean intranet =
                new SettingParser(problems).booleanValue(configuration.get(ConfigurationKey.WEBHOOK_INTRANET));
        Optional<WebhookSecret> secret =
                configuration.find(ConfigurationKey.WEBHOOK_SECRET).flatMap(this::secret);
        Optional<Setting> hosts = configuration.find(ConfigurationKey.WEBHOOK_ALLOWED_HOSTS);
        if (hosts.isPresent()
                && configuration.find(ConfigurationKey.WEBHOOK_SECRET).isEmpty()) {
            problems.add(ConfigurationKey.WEBHOOK_ALLOWED_HOSTS.key() + " is set without "
                    + ConfigurationKey.WEBHOOK_SECRET.key()
                    + ", so that receivers could not tell a forged message; set "
                    + ConfigurationKey.WEBHOOK_SECRET.variable()
                    + ", for instance to what 'openssl rand -base64 32' prints");
        }
        return hosts.map(this::hosts)
                .flatMap(allowed -> secret.map(key -> new WebhookSettings(new WebhookTargets(allowed, intranet), key)));
    }

    private Set<String> hosts(Setting setting) {
        List<String> names =
                List.of(setting.text().toLowerCase(Locale.ROOT).strip().split("\\s*,\\s*", -1));
        names.stream()
                .filter(name -> !HOST.matcher(name).matches())
                .forEach(name -> problems.add(setting.described() + " has '" + name
                        + "', which is no host; write names such as hooks.example.com,*.example.org,partner:8443"));
        return names.stream().collect(Collectors.toSet());
    }

    private Optional<WebhookSecret> secret(Setting setting) {
        try {
            return Optional.of(WebhookSecret.of(setting.text()));
        } catch (IllegalArgumentException wrong) {
            problems.add(new Setting(setting.place(), "***", setting.origin()).described() + " " + wrong.getMessage()
                    + "; write 24 to 64 bytes as Base64, for instance what 'openssl rand -base64 32' prints");
            return Optional.empty();
        }
    }
}
