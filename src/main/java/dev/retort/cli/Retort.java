package dev.retort.cli;

import java.time.Clock;
import java.util.concurrent.Callable;

import dev.retort.dataset.BadDataException;
import dev.retort.terminal.Terminal;
import dev.retort.time.SystemClock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The command line as a whole: which commands there are, and how each kind of failure ends. */
@Command(name = "retort", version = "retort 0.1.0", mixinStandardHelpOptions = true, scope = ScopeType.INHERIT, sortOptions = false, usageHelpAutoWidth = true, footer = {
        "", "Exit codes: 0 it worked, 1 it failed, 2 the input or the usage was wrong."})
final class Retort implements Callable<Integer> {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int BAD_INPUT = 2;

    private final Terminal terminal;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show the stack trace of a failure.")
    boolean verbose;

    Retort(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Without a command: serve. */
    @Override
    public Integer call() throws Exception {
        return new ServeCommand(terminal, SystemClock.utc()).call();
    }

    static int run(Terminal terminal, String... args) {
        Clock clock = SystemClock.utc();
        var retort = new Retort(terminal);
        var line = new CommandLine(retort);
        line.getCommandSpec().usageMessage().description("A chatbot server whose GPT-2 keeps learning from the people who use it."); // not inherited
        line.addSubcommand(new ServeCommand(terminal, clock));
        line.addSubcommand(new DemoCommand(terminal));
        line.addSubcommand(new MeasureCommand(terminal));
        line.addSubcommand(new ImportCommand(terminal, clock));
        line.addSubcommand(new DatasetCommand(terminal));
        line.addSubcommand(new ExportCommand(terminal));
        line.addSubcommand(new TrainCommand(terminal, clock));
        line.addSubcommand(new TuneCommand(terminal, clock));
        line.addSubcommand(new EvaluateCommand(terminal));
        line.addSubcommand(new ModelsCommand(terminal));
        line.addSubcommand(new PromoteCommand(terminal));
        line.addSubcommand(new ChatCommand(terminal));
        line.addSubcommand(new BenchCommand(terminal));
        line.addSubcommand(new StarterCommand(terminal));
        line.setOut(terminal.writer());
        line.setErr(terminal.errorWriter());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((wrong, words) -> badUsage(terminal, wrong));
        line.setExecutionExceptionHandler((failure, command, parsed) -> retort.failed(failure, command, parsed));
        return line.execute(args);
    }

    private static int badUsage(Terminal terminal, ParameterException wrong) {
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        terminal.error("%s: %s (%s --help tells more)".formatted(command, oneLine(wrong), command));
        return BAD_INPUT;
    }

    private int failed(Exception failure, CommandLine command, @Nullable ParseResult parsed) {
        terminal.error("%s: %s".formatted(command.getCommandSpec().qualifiedName(), oneLine(failure)));
        if (verbose) {
            failure.printStackTrace(terminal.errorWriter());
        }
        return failure instanceof BadInputException || failure instanceof BadDataException ? BAD_INPUT : FAILED;
    }

    /** The message, or what stands for one, without line breaks. */
    static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            Throwable cause = failure.getCause();
            return cause == null ? failure.getClass().getSimpleName() : oneLine(cause);
        }
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
