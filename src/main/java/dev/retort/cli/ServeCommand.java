package dev.retort.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.retort.local.HeldPort;
import dev.retort.local.Home;
import dev.retort.local.HomeConfiguration;
import dev.retort.local.LocalServices;
import dev.retort.local.OrderedStop;
import dev.retort.local.ParentWatch;
import dev.retort.model.Gpt2;
import dev.retort.model.Torch;
import dev.retort.terminal.Terminal;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.configuration.DurationConverter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "serve", description = "Starts the server with everything it needs and stays until Ctrl-C. This is what no command does, too.")
final class ServeCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Clock clock;

    @Option(names = "--port", paramLabel = "PORT", description = "HTTP port; 0 takes a free one; default: RETORT_PORT, else 8080.")
    int port = configuredPort();

    @Option(names = "--exit-when-ready", hidden = true, description = "Stop as soon as everything has started.")
    boolean exitWhenReady;

    @Option(names = "--with-parent", hidden = true, description = "Stop when standard input ends: whoever started this is gone.")
    boolean withParent;

    ServeCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() throws Exception {
        String host = System.getenv().getOrDefault("RETORT_HOST", "127.0.0.1");
        HeldPort held = hold(host, this.port);
        int port = held.number();
        System.setProperty("retort.host", host);
        System.setProperty("retort.port", Integer.toString(port));
        System.setProperty("vertx.disableURIValidation", "true"); // the server's own is wordless; dev.retort.problem.HeadCheck looks instead
        Duration patience = patience();
        checkModel(System.getenv().getOrDefault("RETORT_MODEL", ""));
        Home home = Home.configured();
        useConfiguration(home);
        terminal.say("Retort starts; its home is " + home.folder());
        LocalServices services = services(home);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OrderedStop.afterQuarkus(services), "stop-services"));
        loadPyTorch();
        services.awaitForServer(patience, terminal::say);
        services.properties().forEach(System::setProperty);
        if (withParent) {
            ParentWatch.start(System.in, () -> Quarkus.asyncExit(0));
        }
        try (held) {
            return runServer(new ReadyNotice(terminal, clock, home, host, port, exitWhenReady), services);
        }
    }

    private int runServer(ReadyNotice notice, LocalServices services) throws IOException {
        notice.start();
        var broken = new BrokenService(terminal, services);
        services.whenFailed(broken::end);
        services.whenRoomChanges(line -> terminal.error("retort serve: " + line));
        var code = new AtomicInteger();
        var failure = new AtomicReference<Throwable>();
        Quarkus.run(null, (exitCode, problem) -> {
            code.set(exitCode);
            failure.set(problem);
        });
        notice.stop();
        if (broken.isTold()) { // whatever the server says follows from it
            return Retort.FAILED;
        }
        if (failure.get() != null) {
            throw new IOException("the server did not start: " + Retort.oneLine(rootOf(failure.get())), failure.get());
        }
        return code.get() == 0 || code.get() >= 128 ? Retort.OK : Retort.FAILED;
    }

    private static LocalServices services(Home home) throws IOException, BadInputException {
        try {
            return LocalServices.start(home, environment(home));
        } catch (IllegalArgumentException e) { // an address that is none
            throw new BadInputException(Retort.oneLine(e));
        }
    }

    /** The roles may also stand in the home's settings. */
    private static Map<String, String> environment(Home home) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        HomeConfiguration.of(home).map(settings -> settings.getValue("retort.roles"))
                .ifPresent(roles -> environment.putIfAbsent("RETORT_ROLES", roles));
        return environment;
    }

    /** A base model that cannot be used is told before anything starts; the one that comes with the program needs no look. */
    private static void checkModel(String folder) throws BadInputException {
        if (!folder.isBlank()) {
            try {
                Gpt2.check(Path.of(folder));
            } catch (IOException e) {
                throw new BadInputException("RETORT_MODEL=%s cannot be used: %s".formatted(folder, Retort.oneLine(e)));
            }
        }
    }

    private static void useConfiguration(Home home) throws BadInputException {
        try {
            HomeConfiguration.of(home);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(Retort.oneLine(e));
        }
        HomeConfiguration.use(home);
    }

    private static Duration patience() throws BadInputException {
        String patience = System.getenv().getOrDefault("RETORT_START_PATIENCE", "60s");
        try {
            return DurationConverter.parseDuration(patience);
        } catch (IllegalArgumentException e) {
            throw new BadInputException("RETORT_START_PATIENCE is '%s', expected a duration such as 60s or PT2M".formatted(patience));
        }
    }

    /** Its native libraries load while the server starts; what goes wrong is said by the first who needs it. */
    private static void loadPyTorch() {
        var thread = new Thread(Torch::useThreads, "load-pytorch");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((t, problem) -> {});
        thread.start();
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : rootOf(cause);
    }

    /** Nobody else gets the port until the server listens on it, which is seconds from now. */
    private static HeldPort hold(String host, int port) throws IOException {
        try {
            return HeldPort.on(host, port);
        } catch (IOException taken) {
            throw new IOException(
                    "cannot listen on %s:%d: %s; RETORT_PORT or --port chooses another port".formatted(host, port, taken.getMessage()),
                    taken);
        }
    }

    private static int configuredPort() {
        String port = System.getenv().getOrDefault("RETORT_PORT", "");
        return port.matches("\\d{1,5}") ? Integer.parseInt(port) : 8080;
    }
}
