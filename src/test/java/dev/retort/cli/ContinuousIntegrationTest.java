package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .ci/run} in a tree of its own, with a Maven that writes reports as the real one does. */
class ContinuousIntegrationTest {
    @TempDir
    Path folder;
    private Path tree;
    private Path tools;

    @BeforeEach
    void aTree() throws IOException {
        tree = Files.createDirectories(folder.resolve("a tree"));
        tools = Files.createDirectories(folder.resolve("tools"));
        Files.createDirectories(tree.resolve(".ci"));
        Files.copy(Path.of(".ci/run"), tree.resolve(".ci/run"));
        executable(tree.resolve(".ci/run"));
        tool("chromium", "exit 1");
        tool("mvn",
                """
                        echo "mvn $*"
                        mkdir -p target/surefire-reports target/failsafe-reports
                        report() {
                          printf '<?xml version="1.0"?>\\n<testsuite version="3" name="%s" time="%s" tests="2">\\n' "$2" "$3" > "target/$1-reports/TEST-$2.xml"
                          printf '  <testcase name="slow" classname="%s" time="999"/>\\n</testsuite>\\n' "$2" >> "target/$1-reports/TEST-$2.xml"
                        }
                        for i in 1 2 3 4 5 6 7 8 9; do report surefire shop.Test$i 0.$i; done
                        report surefire shop.SlowTest 61.26
                        report failsafe shop.SlowerIT 1,204.5
                        exit "${MAVEN_ENDS_WITH:-0}"
                        """);
    }

    @Test
    void theTenSlowestClassesStandAtTheEnd() throws Exception {
        Result result = run(0);
        assertThat(result.code).as(result.output).isZero();
        assertThat(result.output.lines()).containsExactly("mvn -B -ntp verify", "The slowest test classes:", "  1204.5 s  shop.SlowerIT",
                "    61.3 s  shop.SlowTest", "     0.9 s  shop.Test9", "     0.8 s  shop.Test8", "     0.7 s  shop.Test7",
                "     0.6 s  shop.Test6", "     0.5 s  shop.Test5", "     0.4 s  shop.Test4", "     0.3 s  shop.Test3",
                "     0.2 s  shop.Test2");
    }

    @Test
    void mavensExitCodeIsKept() throws Exception {
        Result result = run(3);
        assertThat(result.code).isEqualTo(3);
        assertThat(result.output).contains("shop.SlowerIT");
    }

    @Test
    void aClassOfAnEarlierRunIsNotNamed() throws Exception {
        Path reports = Files.createDirectories(tree.resolve("target/surefire-reports"));
        Files.writeString(reports.resolve("TEST-shop.GoneTest.xml"),
                "<testsuite version=\"3\" name=\"shop.GoneTest\" time=\"5000\" tests=\"1\">\n");
        assertThat(run(0).output).contains("shop.SlowerIT").doesNotContain("GoneTest");
    }

    /** Beside each other would be two servers of one's own, where one is to be shared; and a class that is not there would run nowhere. */
    @Test
    void integrationTestsThatRunBesideOthersAreThereAndShareNoServer() throws IOException {
        List<String> listed = Files.readAllLines(Path.of("src", "test", "programs-of-their-own.txt")).stream()
                .filter(line -> !line.startsWith("#")).toList();
        assertThat(listed).hasSizeGreaterThan(8).doesNotHaveDuplicates().allSatisfy(name -> {
            assertThat(name).endsWith("IT.java");
            assertThat(Files.readString(Path.of("src", "test", "java", name))).doesNotContain("@QuarkusTest");
        });
    }

    private record Result(int code, String output) {}

    private Result run(int mavenEndsWith) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(tree.resolve(".ci/run").toString()).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("PATH", tools + ":/usr/local/bin:/usr/bin:/bin");
        builder.environment().put("MAVEN_ENDS_WITH", Integer.toString(mavenEndsWith));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private void tool(String name, String script) throws IOException {
        executable(Files.writeString(tools.resolve(name), "#!/bin/sh\n" + script));
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
