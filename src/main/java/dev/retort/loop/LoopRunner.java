package dev.retort.loop;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;

/** Runs the loop of this process's line from start to stop. */
@ApplicationScoped
class LoopRunner {
    private static final int AFTER_THE_CHANNELS = 2000;

    private final LearningLoop loop;

    LoopRunner(LoopFactory factory, LoopConfig config) {
        this.loop = factory.create(config);
    }

    void start(@Observes @Priority(AFTER_THE_CHANNELS) StartupEvent event) {
        loop.start();
    }

    /** Closes the loop before the channels and pools stop. */
    void stop(@Observes @Priority(1) ShutdownEvent event) {
        loop.close();
    }

    @Scheduled(cron = "{retort.loop.schedule}")
    void onSchedule() {
        loop.scheduled();
    }

    /** Has the loop look at once at what was asked for over the API. */
    void wake() {
        loop.wake();
    }

    LearningLoop loop() {
        return loop;
    }
}
