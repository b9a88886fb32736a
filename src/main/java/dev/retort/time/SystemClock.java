package dev.retort.time;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The time that everything goes by. Tests put another in its place. */
@ApplicationScoped
public class SystemClock {
    /** The clock of a command, which hands it on. */
    public static Clock utc() {
        return Clock.systemUTC();
    }

    /** The clock of the server. */
    @Produces
    @Singleton
    Clock clock() {
        return utc();
    }
}
