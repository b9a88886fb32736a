package dev.retort.trainer;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command line of the trainer process.
 *
 * @param program the command, to which {@code --job FOLDER} is added; empty: this program's own Java and class path, with a quick start
 * @param heap limit of its Java heap, as {@code -Xmx} has it
 * @param niceness 0 to 19, where there is a {@code nice} command
 */
public record TrainerCommand(Optional<List<String>> program, String heap, int niceness) {
    /** The words of the command that works on a job. */
    public List<String> words(Path jobFolder) {
        List<String> command = new ArrayList<>();
        if (niceness > 0 && onPath("nice")) {
            command.addAll(List.of("nice", "-n", Integer.toString(niceness)));
        }
        command.addAll(program.orElseGet(() -> ownProgram(heap)));
        command.addAll(List.of("--job", jobFolder.toAbsolutePath().toString()));
        return command;
    }

    private static List<String> ownProgram(String heap) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
                "-Dai.djl.offline=true", "-Dfile.encoding=UTF-8", "-Djava.awt.headless=true"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(TrainerCommand::sharesClassData).forEach(command::add);
        String classPath = System.getProperty("java.class.path");
        if (classPath.endsWith("quarkus-run.jar")) {
            command.addAll(List.of("-jar", Path.of(classPath).toAbsolutePath().toString(), "train"));
        } else {
            command.addAll(List.of("-cp", classPath, TrainerMain.class.getName()));
        }
        return command;
    }

    /** The launcher's archive of class data, which saves the trainer's start a second or two, and its wish for a quiet virtual machine. */
    private static boolean sharesClassData(String argument) {
        return argument.startsWith("-XX:SharedArchiveFile=") || argument.startsWith("-Xlog:");
    }

    private static boolean onPath(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (!folder.isBlank() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
