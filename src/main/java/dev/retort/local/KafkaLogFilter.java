package dev.retort.local;

import java.util.logging.Filter;
import java.util.logging.LogRecord;

import io.quarkus.logging.LoggingFilter;

/**
 * Keeps from the console what {@link KafkaLog} holds back, and {@link KafkaNoise}. Quarkus makes it while it sets up its log, whatever loggers were told
 * before. A console with a filter of its own has none of those that {@code quarkus.log.filter} names.
 */
@LoggingFilter(name = "kafka")
public final class KafkaLogFilter implements Filter {
    @Override
    public boolean isLoggable(LogRecord said) {
        return !KafkaLog.hides(said) && !KafkaNoise.is(said);
    }
}
