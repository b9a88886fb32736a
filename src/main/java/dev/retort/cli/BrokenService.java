package dev.retort.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

import dev.retort.local.LocalServices;
import dev.retort.terminal.Terminal;
import io.quarkus.runtime.Quarkus;

/** Ends the program when an embedded service has failed: in order if the server still can, else without it. */
final class BrokenService {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private final Terminal terminal;
    private final LocalServices services;
    private volatile boolean told;

    BrokenService(Terminal terminal, LocalServices services) {
        this.terminal = terminal;
        this.services = services;
    }

    /** Says why at once and does not keep the caller. */
    void end(IOException problem) {
        told = true;
        terminal.error("retort serve: " + Retort.oneLine(problem));
        var thread = new Thread(this::end, "end-without-service");
        thread.setDaemon(true);
        thread.start();
    }

    boolean isTold() { return told; }

    private void end() {
        Quarkus.asyncExit(Retort.FAILED);
        try {
            Thread.sleep(PATIENCE.toMillis());
            muteServer();
            services.close(); // a server that waits for the service would wait for long
        } catch (IOException e) {
            terminal.error("retort serve: " + Retort.oneLine(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(Retort.FAILED);
    }

    /** From here on the other services are taken from a server that still runs: its complaints tell nobody anything. */
    private static void muteServer() {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setLevel(Level.OFF);
        }
    }
}
