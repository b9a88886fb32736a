package dev.retort.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;

import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaLogFilterTest {
    private final KafkaLogFilter filter = new KafkaLogFilter();

    @ParameterizedTest
    @ValueSource(strings = {"SRMSG18235: no health check for '%s'", "SRMSG00207: no channel %s", "SRMSG18206: %s was not written",
            "SRMSG18212: %s was not sent"})
    void whatTheClientSaysWithoutNeedIsNotShown(String message) {
        assertThat(filter.isLoggable(line(Level.WARNING, "io.smallrye.reactive.messaging.kafka", message))).isFalse();
    }

    @Test
    void theControllersFirstTryToRegisterIsNotShown() {
        String asIs = "[ControllerApis nodeId=1] Unexpected error handling request RequestHeader(apiKey=CONTROLLER_REGISTRATION, apiVersion=0)";
        assertThat(filter.isLoggable(line(Level.SEVERE, "kafka.server.ControllerApis", asIs))).isFalse();
        assertThat(filter.isLoggable(line(Level.SEVERE, "kafka.server.ControllerApis",
                "[ControllerApis nodeId=1] Unexpected error handling request RequestHeader(apiKey=%s, apiVersion=0)",
                "CONTROLLER_REGISTRATION")))
                .isFalse();
        assertThat(filter.isLoggable(new LogRecord(Level.SEVERE, asIs))).isFalse();
    }

    @Test
    void allElseIsShown() {
        assertThat(filter.isLoggable(line(Level.WARNING, "io.smallrye.reactive.messaging.kafka", "SRMSG18231: the consumer has failed")))
                .isTrue();
        assertThat(filter.isLoggable(line(Level.SEVERE, "kafka.server.ControllerApis",
                "Unexpected error handling request RequestHeader(apiKey=FETCH, apiVersion=0)"))).isTrue();
        assertThat(filter.isLoggable(line(Level.INFO, "dev.retort", "SRMSG is how codes of the client begin"))).isTrue();
        assertThat(filter.isLoggable(new LogRecord(Level.SEVERE, null))).isTrue();
    }

    @Test
    void whatIsHeldBackIsNotShownUntilItIsLetGo() {
        LogRecord error = line(Level.SEVERE, "kafka.server.KafkaServer", "cannot start");
        LogRecord other = line(Level.SEVERE, "dev.retort", "cannot start");
        KafkaLog log = KafkaLog.hold();
        try {
            assertThat(filter.isLoggable(error)).isFalse();
            assertThat(filter.isLoggable(other)).isTrue();
            log.show();
            assertThat(filter.isLoggable(error)).isTrue();
        } finally {
            log.remove();
        }
    }

    private static LogRecord line(Level level, String logger, String message, Object... values) {
        var line = new ExtLogRecord(level, message, ExtLogRecord.FormatStyle.PRINTF, "here");
        line.setLoggerName(logger);
        line.setParameters(values.length == 0 ? new Object[]{"channel"} : values);
        return line;
    }
}
