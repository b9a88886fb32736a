package dev.retort.loop;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The time that decides about ages and cooldowns. */
@ApplicationScoped
class LoopClock {
    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
