package org.caraway.internal.cdi.config;

import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.caraway.SignalUrls;
import org.caraway.internal.signing.HmacKey;
import org.caraway.internal.signing.SignedSignalUrls;
import org.jspecify.annotations.Nullable;

/** Reads where signed URLs of signals lead, and their keys. Confined to the deploying thread. */
public final class SignalUrlsReader {

    private final Configuration configuration;
    private final Problems problems;

    public SignalUrlsReader(Configuration configuration, Problems problems) {
        this.configuration = configuration;
        this.problems = problems;
    }

    /** The URLs, which refuse what is not configured. */
    public SignalUrls read(InstantSource clock) {
        Setting base = configuration.find(ConfigurationKey.SIGNAL_URL_BASE).orElse(null);
        List<HmacKey> keys = configuration
                .find(ConfigurationKey.SIGNAL_URL_SECRETS)
                .map(this::keys)
                .orElse(List.of());
        if (base != null
                && configuration.find(ConfigurationKey.SIGNAL_URL_SECRETS).isEmpty()) {
            problems.add(ConfigurationKey.SIGNAL_URL_BASE.key() + " is set without "
                    + ConfigurationKey.SIGNAL_URL_SECRETS.key()
                    + ", so that anybody could make such URLs; set " + ConfigurationKey.SIGNAL_URL_SECRETS.variable()
                    + ", for instance to what 'openssl rand -base64 32' prints");
        }
        return new SignedSignalUrls(base == null ? null : base(base), keys, clock);
    }

    private @Nullable URI base(Setting setting) {
        try {
            URI base = URI.create(setting.text().strip().replaceFirst("/+$", ""));
            if (base.getHost() != null
                    && ("https".equals(base.getScheme()) || "http".equals(base.getScheme()))
                    && base.getRawQuery() == null
                    && base.getRawFragment() == null) {
                return base;
            }
        } catch (IllegalArgumentException malformed) {
            // the same problem
        }
        problems.add(setting.described()
                + " is no address of a resource; write one without a query such as https://app.example/api/signals");
        return null;
    }

    private List<HmacKey> keys(Setting setting) {
        List<HmacKey> keys = new ArrayList<>();
        for (String text : setting.text().split(",", -1)) {
            try {
                keys.add(HmacKey.of(text));
            } catch (IllegalArgumentException wrong) {
                problems.add(new Setting(setting.place(), "***", setting.origin()).described() + " "
                        + wrong.getMessage() + "; write keys of 24 to 64 bytes as Base64, separated by commas, for"
                        + " instance what 'openssl rand -base64 32' prints");
            }
        }
        return keys;
    }
}
