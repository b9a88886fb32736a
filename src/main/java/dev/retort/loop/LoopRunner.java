package dev.retort.loop;

import java.util.Optional;
import java.util.OptionalLong;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.retort.roles.Roles;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;

/** Runs the loop of this process's line from start to stop, if to lead is one of its roles. */
@ApplicationScoped
public class LoopRunner {
    private static final int AFTER_THE_CHANNELS = 2000;

    private final Optional<LearningLoop> loop;

    LoopRunner(LoopFactory factory, LoopConfig config, Roles roles) {
        this.loop = roles.loop() ? Optional.of(factory.create(config)) : Optional.empty();
    }

    void start(@Observes @Priority(AFTER_THE_CHANNELS) StartupEvent event) {
        loop.ifPresent(LearningLoop::start);
    }

    /** Closes the loop before the channels and pools stop. */
    void stop(@Observes @Priority(1) ShutdownEvent event) {
        loop.ifPresent(LearningLoop::close);
    }

    @Scheduled(cron = "{retort.loop.schedule}")
    void onSchedule() {
        loop.ifPresent(LearningLoop::scheduled);
    }

    /** Has the loop look at once at what was asked for over the API. */
    void wake() {
        loop.ifPresent(LearningLoop::wake);
    }

    /** The epoch that must serve before this process is ready; nothing while that is not known, 0 where another process says. */
    public OptionalLong standing() {
        return loop.map(LearningLoop::standing).orElse(OptionalLong.of(0));
    }

    LearningLoop loop() {
        return loop.orElseThrow();
    }
}
