package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a source tree of its own, with a Java and a Maven that write down how they are called. */
class LauncherTest {
    @TempDir
    Path folder;
    private Path tree;
    private Path tools;
    private Path calls;

    @BeforeEach
    void aSourceTree() throws IOException {
        tree = Files.createDirectories(folder.resolve("a tree"));
        tools = Files.createDirectories(folder.resolve("tools"));
        calls = Files.createFile(folder.resolve("calls"));
        Files.createDirectories(tree.resolve("src/main/java"));
        Files.createDirectories(tree.resolve("feedback-schema"));
        Files.writeString(tree.resolve("pom.xml"), "<project/>");
        Files.copy(Path.of("retort"), tree.resolve("retort"));
        Files.setPosixFilePermissions(tree.resolve("retort"), PosixFilePermissions.fromString("rwxr-xr-x"));
        tool("java", """
                case "$1" in -version) echo 'openjdk version "17.0.1"' >&2; exit 0;; esac
                echo "java spin=$GOMP_SPINCOUNT arenas=$MALLOC_ARENA_MAX trim=$MALLOC_TRIM_THRESHOLD_ $*" >> '%s'
                case "$*" in *ArchiveClassesAtExit*) : > "$RETORT_TEST_ARCHIVE";; *) exit 7;; esac
                """.formatted(calls));
        tool("mvn", """
                echo "mvn $*" >> '%s'
                [ -z "${BROKEN:-}" ] || { echo '[ERROR] Thing.java:[3,4] no such thing'; exit 1; }
                mkdir -p '%s/target'; : > '%s/target/retort-0.1.0-runner.jar'
                """.formatted(calls, tree, tree));
    }

    @Test
    void theFirstUseBuildsAndThenBecomesTheProgramWithItsExitCode() throws Exception {
        Result result = launch(tree.resolve("retort"), "import", "my file.csv");
        assertThat(result.code).as(result.output).isEqualTo(7);
        assertThat(Files.readAllLines(calls)).hasSize(3);
        assertThat(Files.readAllLines(calls).get(0)).startsWith("mvn ").contains("package");
        assertThat(Files.readAllLines(calls).get(2)).startsWith("java spin=10000 arenas=2 trim=131072 ").contains("-Dai.djl.offline=true")
                .endsWith("retort-0.1.0-runner.jar import my file.csv");
        assertThat(result.output).contains("Building Retort");
    }

    @Test
    void aSecondUseThroughALinkFromElsewhereDoesNotBuildAgain() throws Exception {
        launch(tree.resolve("retort"), "bench");
        Files.writeString(calls, "");
        Path link = Files.createSymbolicLink(Files.createDirectories(folder.resolve("bin")).resolve("retort"), Path.of("../a tree/retort"));
        assertThat(launch(link, "bench").code).isEqualTo(7);
        assertThat(Files.readAllLines(calls)).singleElement().asString().startsWith("java ").endsWith(" bench");
    }

    @Test
    void sourcesNewerThanTheBuildAreBuilt() throws Exception {
        launch(tree.resolve("retort"), "bench");
        Files.writeString(calls, "");
        Path source = Files.writeString(tree.resolve("src/main/java/Thing.java"), "class Thing {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
        launch(tree.resolve("retort"), "bench");
        assertThat(Files.readString(calls)).startsWith("mvn ");
    }

    @Test
    void aBuildThatFailsShowsItsErrorsAndWhereTheRestIs() throws Exception {
        Result result = launch(tree.resolve("retort"), "BROKEN");
        assertThat(result.code).isEqualTo(1);
        assertThat(result.output).contains("[ERROR] Thing.java:[3,4] no such thing")
                .contains("all of its output is in " + tree.resolve("target/build.log"));
        assertThat(Files.readString(calls)).doesNotContain("java ");
    }

    @Test
    void anOldJavaIsNamed() throws Exception {
        tool("java", "echo 'openjdk version \"11.0.2\"' >&2");
        Result result = launch(tree.resolve("retort"));
        assertThat(result.code).isEqualTo(1);
        assertThat(result.output).contains("needs a JDK 17 or newer").contains("is version 11");
    }

    private record Result(int code, String output) {}

    private Result launch(Path launcher, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("RETORT_") || name.equals("JAVA_HOME") || name.startsWith("MALLOC_")
                || name.startsWith("GOMP_"));
        builder.environment().put("PATH", tools + ":/usr/local/bin:/usr/bin:/bin");
        builder.environment().put("RETORT_TEST_ARCHIVE", tree.resolve("target/retort.jsa").toString());
        if (command.contains("BROKEN")) {
            builder.environment().put("BROKEN", "yes");
        }
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private void tool(String name, String script) throws IOException {
        Path file = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
