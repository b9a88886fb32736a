package dev.retort.terminal;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The place where a command talks to a person.
 *
 * @param interactive lines may be drawn again and coloured; else every line stays as it was written
 * @param columns how many characters fit into a line
 * @param unicode whether it shows more than ASCII
 */
public record Terminal(PrintStream out, PrintStream err, boolean interactive, int columns, boolean unicode) {
    private static final int COLUMNS = 120;

    public Terminal(PrintStream out, PrintStream err, boolean interactive) {
        this(out, err, interactive, COLUMNS, true);
    }

    /** The launcher says whether standard output is a terminal, which Java itself cannot tell. */
    public static Terminal standard() {
        boolean interactive = Boolean.getBoolean("retort.terminal") && System.getenv("NO_COLOR") == null;
        return new Terminal(utf8(System.out), utf8(System.err), interactive, Integer.getInteger("retort.columns", COLUMNS),
                unicode(System.getenv()));
    }

    /** By the first locale variable that says something, as POSIX orders them. */
    public static boolean unicode(Map<String, String> environment) {
        return Stream.of("LC_ALL", "LC_CTYPE", "LANG").map(name -> environment.getOrDefault(name, "")).filter(value -> !value.isEmpty())
                .findFirst().map(locale -> locale.toLowerCase(Locale.ROOT).replace("-", "").contains("utf8")).orElse(false);
    }

    private static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    public void say(String line) {
        out.println(line);
    }

    public void error(String line) {
        err.println(line);
    }

    public PrintWriter writer() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    public PrintWriter errorWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }

    public String bold(String text) {
        return styled("1", text);
    }

    public String faint(String text) {
        return styled("2", text);
    }

    public String good(String text) {
        return styled("32", text);
    }

    public String bad(String text) {
        return styled("31", text);
    }

    private String styled(String code, String text) {
        return interactive ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
