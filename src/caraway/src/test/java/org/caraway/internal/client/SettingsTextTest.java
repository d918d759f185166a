package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.caraway.internal.lifecycle.RateLimit;
import org.caraway.internal.lifecycle.StartLimits;
import org.caraway.internal.registry.TaskSettings;
import org.junit.jupiter.api.Test;

class SettingsTextTest {

    @Test
    void aRateReadsAsItIsWritten() {
        String text = "100/m per customer, 600/h shared smtp, 7/d shared sms.out per customer";
        TaskSettings settings = TaskSettings.DEFAULT.with(new StartLimits(RateLimit.parse(text), List.of()));

        assertThat(SettingsText.of(settings)).containsEntry("rate-limit", text);
    }
}
