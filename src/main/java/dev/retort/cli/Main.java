package dev.retort.cli;

import dev.retort.terminal.Terminal;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Entry point of the program: {@code serve}, or no command at all, starts the server; every other command runs without one. */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String... args) {
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager"); // before anything logs
        System.exit(Retort.run(Terminal.standard(), args));
    }
}
