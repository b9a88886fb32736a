package dev.retort.local;

import java.util.List;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

import io.quarkus.logging.LoggingFilter;

/**
 * Keeps from the console what {@link KafkaLog} holds back, and lines that say nothing more. Quarkus makes it while it sets up its log, whatever loggers
 * were told before. A console with a filter of its own has none of those that {@code quarkus.log.filter} names.
 */
@LoggingFilter(name = "kafka")
public final class KafkaLogFilter implements Filter {
    /**
     * Messages by their codes. Each start would say, although all is well, that commits have no health check and that dead letters have no channel.
     * An event that Kafka does not take is told in one line by whoever sent it, and twice more with a stack trace by these.
     */
    private static final List<String> SUPERFLUOUS = List.of("SRMSG18235", "SRMSG00207", "SRMSG18206", "SRMSG18212");

    @Override
    public boolean isLoggable(LogRecord said) {
        return !KafkaLog.hides(said) && !isSuperfluous(String.valueOf(said.getMessage()));
    }

    private static boolean isSuperfluous(String message) {
        return message.startsWith("SRMSG") && SUPERFLUOUS.stream().anyMatch(message::startsWith);
    }
}
