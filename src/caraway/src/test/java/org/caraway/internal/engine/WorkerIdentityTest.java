package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkerIdentityTest {

    @Test
    void theIdBeginsWithTheHostAndIsNewWithEachStart() {
        WorkerIdentity one = WorkerIdentity.ofThisProcess();
        WorkerIdentity two = WorkerIdentity.ofThisProcess();

        String host = one.host().substring(0, Math.min(30, one.host().length()));
        assertThat(one.id()).startsWith(host + "-").hasSizeLessThanOrEqualTo(40).isNotEqualTo(two.id());
        assertThat(two.host()).isEqualTo(one.host());
    }
}
