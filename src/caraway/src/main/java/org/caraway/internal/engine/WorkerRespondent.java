package org.caraway.internal.engine;

import java.util.Set;
import org.caraway.admin.WorkerDetail;
import org.caraway.admin.WorkerResponse;
import org.caraway.internal.engine.settings.EffectiveSettings;
import org.caraway.internal.engine.settings.RuntimeSettingsWatcher;
import org.caraway.internal.payload.PayloadCodec;

/**
 * Answers requests to the worker, and passes the order to stop on. Thread-safe.
 *
 * @param codec writes the answers
 * @param facts what they say
 * @param settings has the order that the worker obeys
 * @param stop called with each reading of the order to stop
 */
record WorkerRespondent(PayloadCodec codec, WorkerFacts facts, EffectiveSettings settings, Runnable stop)
        implements RuntimeSettingsWatcher.Respondent {

    @Override
    public String answer(Set<WorkerDetail> details) {
        return codec.encode(facts.now(settings.order(), details), WorkerResponse.class);
    }

    @Override
    public void stopOrdered() {
        stop.run();
    }
}
