package dev.retort.loop;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the loop: when the model learns, and how its trainer is run. */
@ConfigMapping(prefix = "retort.loop")
public interface LoopConfig {
    /** The line that this process serves and leads. */
    @WithDefault("default")
    String line();

    /** A run is requested when this many approved examples are waiting that the configured method can learn. */
    @WithDefault("24")
    int minNewExamples();

    /**
     * A run by count waits until no such example has been approved for this long, so that what agents correct in one go is learned in one go; past
     * four times the count it waits no longer.
     */
    @WithDefault("PT3S")
    Duration settle();

    /** A run is requested when one of them has waited this long, however few there are. */
    @WithDefault("PT6H")
    Duration maxWait();

    /** A cron expression (six fields, seconds first) at whose times a run is requested if at least one of them waits; {@code off} for none. */
    @WithDefault("off")
    String schedule();

    /** Time between two looks at what waits and how the trainer does. */
    @WithDefault("PT1S")
    Duration pollEvery();

    /** Time after a rollback in which runs are requested by hand only. */
    @WithDefault("PT1H")
    Duration cooldown();

    /** Time after a run that failed or was cancelled in which the next one is requested by hand or by the schedule only. */
    @WithDefault("PT15M")
    Duration retryAfter();

    /** Number of crashes of its trainer at which a run fails. */
    @WithDefault("3")
    int maxAttempts();

    /** The trainer's command, to which {@code --job FOLDER} is added; not set: this program's own Java and class path. */
    Optional<List<String>> trainerCommand();

    /** The trainer's Java heap; the model itself lives outside of it. */
    @WithDefault("512m")
    String trainerHeap();

    /** The trainer's niceness, from 0 (as eager as the server) to 19, where there is a {@code nice} command. */
    @WithDefault("19")
    int trainerNice();

    /** Time that the database has to answer before the loop tries again. */
    @WithDefault("PT10S")
    Duration databaseTimeout();
}
