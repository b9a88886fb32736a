package dev.retort.local;

import java.util.logging.Filter;
import java.util.logging.LogRecord;

import io.quarkus.logging.LoggingFilter;

/** Keeps from the console what {@link KafkaLog} holds back. Quarkus makes it while it sets up its log, whatever loggers were told before. */
@LoggingFilter(name = "kafka")
public final class KafkaLogFilter implements Filter {
    @Override
    public boolean isLoggable(LogRecord said) {
        return !KafkaLog.hides(said);
    }
}
