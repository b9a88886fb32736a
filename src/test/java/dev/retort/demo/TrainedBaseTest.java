package dev.retort.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrainedBaseTest {
    @Test
    void theVersionIsTheLastThatTheCommandTellsOf() {
        assertThat(TrainedBase.lastVersion("""
                data set desk:1: 40 rows
                version desk:1 (v-0123456789ab)
                version desk:2 (v-e678dd4e6cb2)
                to serve it: retort promote desk:2
                """)).contains("v-e678dd4e6cb2");
        assertThat(TrainedBase.lastVersion("version 3 is not one of this home")).isEmpty();
    }
}
