package dev.retort.local;

import static dev.retort.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An embedded service fails: as the user sees it, one line that says which and why, and then nothing of the program runs. */
class ServiceFailureIT {
    private static final Map<String, String> SETTINGS = Map.of("RETORT_MODEL", Path.of("src/test/resources/tiny-gpt2/model").toString());

    @TempDir
    Path folder;

    @Test
    void aFolderThatCannotBeUsedIsTold() throws Exception {
        Home kafka = new Home(Files.createDirectories(folder.resolve("home-1")));
        Files.createFile(kafka.folder().resolve("kafka"));
        assertThat(refusal(kafka)).isEqualTo("Kafka did not start in %1$s: in the way is %1$s".formatted(kafka.folder().resolve("kafka")));

        Home postgres = new Home(Files.createDirectories(folder.resolve("home-2")));
        Files.createFile(postgres.folder().resolve("postgres"));
        assertThat(refusal(postgres)).startsWith("PostgreSQL did not start in " + postgres.folder().resolve("postgres"))
                .endsWith(": in the way is " + postgres.folder().resolve("postgres"));
    }

    @Test
    void whatEndsLaterAndWhatIsDamagedIsTold() throws Exception {
        Home home = new Home(folder.resolve("home"));
        Path log = folder.resolve("killed.log");
        try (Program program = Program.serve(home, log, SETTINGS)) {
            program.ready();
            List<ProcessHandle> database = program.databaseProcesses();
            database.get(0).destroyForcibly();
            assertThat(program.exitCode()).as(program.said()).isEqualTo(1);
            assertThat(program.said().lines().filter(line -> line.startsWith("retort serve: "))).as(program.said()).singleElement()
                    .asString()
                    .isEqualTo("retort serve: PostgreSQL in %1$s has ended (its log: %1$s/postgres.log)"
                            .formatted(home.folder().resolve("postgres")));
            await().until(() -> database.stream().noneMatch(ProcessHandle::isAlive));
        }

        Path topic = home.folder().resolve("kafka/data/retort.feedback-0");
        Path segment;
        try (Stream<Path> files = Files.list(topic)) {
            segment = files.filter(file -> file.toString().endsWith(".log")).findFirst().orElseThrow();
        }
        Files.delete(segment);
        Files.createDirectory(segment);
        assertThat(refusal(home)).startsWith("Kafka did not start in " + home.folder().resolve("kafka") + ": ")
                .contains(segment.toString());

        Files.delete(segment);
        Files.delete(home.folder().resolve("postgres/data/global/pg_control"));
        assertThat(refusal(home)).startsWith("PostgreSQL did not start in " + home.folder().resolve("postgres")).contains("pg_control");
    }

    /** Starts on a home with which it cannot, and ends with the only line that it says besides its greeting. */
    private String refusal(Home home) throws IOException, InterruptedException {
        Path log = Files.createTempFile(folder, "refusal", ".log");
        try (Program program = Program.serve(home, log, SETTINGS)) {
            assertThat(program.exitCode()).as(program.said()).isEqualTo(1);
            List<String> said = program.said().lines().toList();
            assertThat(said).as("lines").hasSize(2);
            assertThat(said.get(1)).startsWith("retort serve: ");
            assertThat(Files.exists(home.folder().resolve("postgres/data/postmaster.pid"))).as("a database server is left").isFalse();
            return said.get(1).substring("retort serve: ".length());
        }
    }
}
