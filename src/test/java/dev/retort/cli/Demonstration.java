package dev.retort.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import dev.retort.local.Home;
import dev.retort.local.Program;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * The demonstration of two rounds. It takes minutes, and most other tests with the stack wait more than they compute. Therefore it begins with the
 * first test of a run that {@link DemoIT} is among, and plays beside the others. Its traces are files, for the test may have another class loader.
 */
public final class Demonstration implements TestExecutionListener {
    static final Duration LONG = Duration.ofMinutes(20);
    /** Its trainer takes one processor from the tests beside it, and what else the machine does does not push it aside. */
    private static final Map<String, String> BESIDE_OTHERS = Map.of("JDK_JAVA_OPTIONS",
            "-Dretort.training.threads=1 -Dretort.loop.trainer-nice=1");
    private static final Path FOLDER = Path.of("target", "demo-" + ProcessHandle.current().pid()).toAbsolutePath();
    static final Path LOG = FOLDER.resolve("log");
    /** Its exit code, once it has ended, or what kept it from playing. */
    static final Path OUTCOME = FOLDER.resolve("outcome");
    static final Path ROUNDS = FOLDER.resolve("home").resolve("demo").resolve("rounds.json");

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        if (plan.getRoots().stream().flatMap(root -> plan.getDescendants(root).stream()).map(TestIdentifier::getSource)
                .flatMap(Optional::stream)
                .anyMatch(source -> source instanceof ClassSource of && of.getClassName().equals(DemoIT.class.getName()))) {
            Thread thread = new Thread(Demonstration::play, "demonstration");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void play() {
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(OUTCOME, played());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String played() {
        try (Program demo = Program.start(new Home(FOLDER.resolve("home")), LOG, BESIDE_OTHERS, "demo", "--rounds", "2")) {
            return Integer.toString(demo.exitCode(LONG));
        } catch (IOException | InterruptedException | RuntimeException e) {
            return e.toString();
        }
    }
}
