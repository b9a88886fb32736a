package dev.retort.demo;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.retort.local.Home;

/**
 * This program's commands as processes of their own, with its Java, options and class path.
 *
 * @param settings what the processes have in their environment; settings that this process has there are left out, so that defaults count
 */
record ThisProgram(Home home, Map<String, String> settings) {
    ProcessBuilder command(Path log, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(a -> !a.startsWith("-Dretort.terminal")).toList());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.retort.cli.Main"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("RETORT_"));
        builder.environment().put("RETORT_HOME", home.folder().toString());
        builder.environment().putAll(settings);
        return builder;
    }

    /**
     * Runs a command to its end.
     *
     * @throws IOException if it fails; the message has its last line
     */
    void run(Path log, String... arguments) throws IOException {
        Process process = command(log, arguments).start();
        try {
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException(
                        "retort %s ended with code %d: %s; its log is %s".formatted(arguments[0], code, lastLine(log), log));
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    static String lastLine(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
    }
}
