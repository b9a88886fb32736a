package dev.retort.local;

import java.io.IOException;

import io.quarkus.runtime.Application;
import org.jboss.logging.Logger;

/** Stops the services after the server: hooks of a JVM that ends run at the same time, and consumers want to leave and commit first. */
public final class OrderedStop {
    private static final Logger LOG = Logger.getLogger(OrderedStop.class);
    private static final long PATIENCE_MILLIS = 20_000;

    private OrderedStop() {}

    public static void afterQuarkus(LocalServices services) {
        awaitQuarkus();
        try {
            services.close();
        } catch (IOException e) {
            LOG.warn("the embedded services did not stop cleanly", e);
        }
    }

    private static void awaitQuarkus() {
        Application application = Application.currentApplication();
        if (application == null) {
            return;
        }
        var waiting = new Thread(application::awaitShutdown, "await-server-stop");
        waiting.setDaemon(true); // if it never stops, neither must this
        waiting.start();
        try {
            waiting.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
