package dev.retort.local;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;

/**
 * Kafka's log, the only place where it tells why it gives up. While it starts its errors are held back: a start that succeeds shows them, and one that
 * fails is told in one line.
 */
final class KafkaLog extends Handler {
    private static final int MOST_HELD = 100;
    /** Held: a logger that nobody holds loses its handlers. */
    private static final List<Logger> LOGGERS = Stream.of("kafka", "org.apache.kafka", "state.change.logger").map(Logger::getLogger)
            .toList();
    private static volatile boolean hidden;
    private final Queue<LogRecord> held = new ArrayDeque<>();
    private boolean holding = true;
    private Optional<String> last = Optional.empty();
    private Optional<String> cause = Optional.empty();

    static KafkaLog hold() {
        var log = new KafkaLog();
        LOGGERS.forEach(logger -> logger.addHandler(log));
        hide(true);
        return log;
    }

    /** From now on the log shows what Kafka has to say. */
    void show() {
        hide(false);
        held().forEach(LOGGERS.get(0)::log);
    }

    /** From now on nothing is shown: all of it follows from what was told. */
    void mute() {
        hide(true);
    }

    void remove() {
        LOGGERS.forEach(logger -> logger.removeHandler(this));
        hide(false);
    }

    static boolean hides(LogRecord said) {
        return hidden && LOGGERS.stream().anyMatch(logger -> String.valueOf(said.getLoggerName()).startsWith(logger.getName()));
    }

    private static boolean isError(LogRecord said) {
        return said.getLevel().intValue() >= Level.SEVERE.intValue();
    }

    private static void hide(boolean now) {
        hidden = now;
        LOGGERS.forEach(logger -> logger.setUseParentHandlers(!now));
    }

    /** The last error, with the last exception that was logged as one. */
    synchronized Optional<String> why() {
        return last.map(said -> cause.filter(reason -> !said.contains(reason)).map(reason -> said + ": " + reason).orElse(said));
    }

    private synchronized List<LogRecord> held() {
        holding = false;
        var all = List.copyOf(held);
        held.clear();
        return all;
    }

    @Override
    public synchronized void publish(LogRecord said) {
        if (!isError(said) || KafkaNoise.is(said)) {
            return;
        }
        last = Optional.of(new SimpleFormatter().formatMessage(said));
        if (said.getThrown() != null) {
            cause = Optional.of(Reasons.of(said.getThrown()));
        }
        if (holding && held.size() < MOST_HELD) {
            held.add(said);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
