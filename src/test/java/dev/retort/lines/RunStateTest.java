package dev.retort.lines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class RunStateTest {
    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern WRITE = Pattern.compile("(update|insert into|delete from) run\\b");

    @Test
    void theDatabaseLetsALineHaveOneRunInTheStatesThatAreActiveHere() throws IOException {
        assertThat(Files.readString(MIGRATIONS.resolve("V2__loop.sql")))
                .contains("create unique index run_active on run (line) where " + RunStore.ACTIVE + ";");
    }

    @Test
    void oneClassWritesTheTableOfRuns() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> writers = files.filter(file -> file.toString().endsWith(".java")).filter(RunStateTest::writes).toList();
            assertThat(writers).containsExactly(SOURCES.resolve("dev/retort/lines/RunStore.java"));
        }
    }

    private static boolean writes(Path file) {
        try {
            return WRITE.matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
