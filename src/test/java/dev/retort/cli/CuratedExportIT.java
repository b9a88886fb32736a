package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Inject;

import dev.retort.Patience;
import dev.retort.curation.CurationStore;
import dev.retort.curation.FrozenDataset;
import dev.retort.curation.Learnable;
import dev.retort.curation.NewExample;
import dev.retort.curation.Source;
import dev.retort.curation.Split;
import dev.retort.events.ChatTurn;
import dev.retort.local.StackResource;
import dev.retort.security.Secrets;
import dev.retort.terminal.Terminal;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The store is shared with other tests: this one looks only at what it put there. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class CuratedExportIT {
    @Inject
    CurationStore store;
    @Inject
    Mutiny.SessionFactory sessions;
    @Inject
    Secrets secrets;
    /** Conversations of the base model would be part of every run that another test starts, and of its gate. */
    @AfterEach
    void forgetWhatWasImported() {
        sessions.withTransaction(session -> session.createNativeQuery("update example set state = 'dismissed' where chosen like 'yes%'")
                .executeUpdate()).await().atMost(Patience.LONG);
    }

    @TestHTTPResource
    URI http;

    @Test
    void whatIsApprovedComesOutPageByPageWithItsPartAndSource() throws Exception {
        String mine = UUID.randomUUID().toString().replaceAll("[0-9-]", "");
        List<NewExample> examples = new ArrayList<>();
        for (int i = 0; i < 250; i++) { // more than a page
            examples.add(
                    new NewExample(List.of(ChatTurn.user(mine + " " + UUID.randomUUID().toString().replaceAll("[0-9-]", ""))), "yes " + i,
                            Optional.of("no " + i), Source.DOMAIN, Optional.of(i % 2 == 0 ? Split.TRAIN : Split.GATE)));
        }
        store.importExamples(examples).await().atMost(Patience.LONG);
        Path out = folder().resolve("pairs.jsonl");
        assertThat(export("--with-base", "--format", "preference", "--out", out.toString())).isZero();
        List<String> rows = Files.readAllLines(out).stream().filter(row -> row.contains(mine)).toList();
        assertThat(rows).hasSize(250).filteredOn(row -> row.contains("\"source\":\"domain\",\"split\":\"gate\"}")).hasSize(125);
        assertThat(export("--with-base", "--format", "preference", "--split", "gate", "--out", out.toString())).isZero();
        assertThat(Files.readAllLines(out).stream().filter(row -> row.contains(mine))).hasSize(125);
        assertThat(export("--with-base", "--format", "unpaired", "--split", "gate", "--out", out.toString())).isZero();
        assertThat(Files.readAllLines(out).stream().filter(row -> row.contains(mine))).as("a pair is two judged replies").hasSize(250)
                .filteredOn(row -> row.contains("\"label\":false")).hasSize(125).allMatch(row -> row.contains("\"no "));
    }

    @Test
    void theBasesOwnConversationsComeOnlyWhenAskedFor() throws Exception {
        String mine = UUID.randomUUID().toString().replaceAll("[0-9-]", "");
        store.importExamples(List.of(
                new NewExample(List.of(ChatTurn.user(mine + " corrected")), "yes, so", Optional.of("no"), Source.CORRECTION,
                        Optional.empty()),
                new NewExample(List.of(ChatTurn.user("of the base " + mine)), "yes", Optional.empty(), Source.DOMAIN, Optional.empty())))
                .await().atMost(Patience.LONG);
        Path out = folder().resolve("said.jsonl");
        assertThat(export("--format", "messages", "--out", out.toString())).isZero();
        assertThat(Files.readAllLines(out).stream().filter(row -> row.contains(mine))).singleElement().asString().contains("corrected");
        assertThat(Files.readAllLines(out)).noneMatch(row -> row.contains("\"source\":\"domain\""));
        assertThat(export("--with-base", "--format", "messages", "--out", out.toString())).isZero();
        assertThat(Files.readAllLines(out).stream().filter(row -> row.contains(mine))).hasSize(2);
    }

    @Test
    void theDataSetOfARunComesOutAsItWasFrozen() throws Exception {
        String asked = "frozen " + UUID.randomUUID();
        store.importExamples(
                List.of(new NewExample(List.of(ChatTurn.user(asked)), "yes", Optional.empty(), Source.DOMAIN, Optional.empty())))
                .await()
                .atMost(Patience.LONG);
        FrozenDataset frozen = store.freeze("export-" + UUID.randomUUID(), Learnable.REPLIES).await().atMost(Patience.LONG);
        store.importExamples(List.of(new NewExample(List.of(ChatTurn.user(asked + " later on, of all days")), "yes", Optional.empty(),
                Source.DOMAIN, Optional.empty())))
                .await().atMost(Patience.LONG);
        Path out = folder().resolve("run.jsonl");
        String run = frozen.id().substring("ds-".length());
        assertThat(export("--run", run, "--format", "prompt-completion", "--out", out.toString())).isZero();
        assertThat(Files.readAllLines(out)).hasSize(frozen.examples().size()).anyMatch(row -> row.contains(asked))
                .noneMatch(row -> row.contains("later on"));
        assertThat(export("--run", "none", "--format", "csv", "--out", out.toString())).isEqualTo(2);
    }

    private int export(String... words) {
        List<String> all = new ArrayList<>(List.of("export", "--curated", "--url", http.toString(), "--token", secrets.loginToken()));
        all.addAll(List.of(words));
        var silent = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return Retort.run(new Terminal(silent, silent, false), all.toArray(String[]::new));
    }

    private static Path folder() throws IOException {
        return Files.createTempDirectory(Files.createDirectories(Path.of("target", "it")), "export");
    }
}
