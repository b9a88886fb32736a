package dev.retort.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.MappingIterator;
import dev.retort.curation.CurationStore;
import dev.retort.curation.NewExample;
import dev.retort.curation.Source;
import dev.retort.curation.Split;
import dev.retort.events.ChatTurn;
import dev.retort.trainer.JobJson;

/** Brings a model's own conversations into the store: runs replay some so that they are not forgotten, and the gate measures others. */
@ApplicationScoped
class OwnConversations {
    private static final int BATCH = 500;

    private final CurationStore curation;

    OwnConversations(CurationStore curation) {
        this.curation = curation;
    }

    /** A conversation as {@code retort/*.jsonl} in a model's folder has it; other fields are ignored. */
    private record Conversation(List<ChatTurn> messages) {}

    /** Reads those of a model's folder, and returns how many replies were not there yet. Blocks, for long when there are many. */
    int bringIn(Path folder, Duration timeout) throws IOException {
        Path examples = folder.resolve("retort");
        return importFile(examples.resolve("replay.jsonl"), Split.TRAIN, timeout)
                + importFile(examples.resolve("domain-gate.jsonl"), Split.GATE, timeout);
    }

    private int importFile(Path file, Split split, Duration timeout) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        int imported = 0;
        List<NewExample> batch = new ArrayList<>();
        try (MappingIterator<Conversation> conversations = JobJson.MAPPER.readerFor(Conversation.class).readValues(file.toFile())) {
            while (conversations.hasNextValue()) {
                batch.addAll(replies(conversations.nextValue().messages(), split));
                if (batch.size() >= BATCH || !conversations.hasNextValue()) {
                    imported += curation.importExamples(List.copyOf(batch)).await().atMost(timeout.multipliedBy(6));
                    batch.clear();
                }
            }
        }
        return imported;
    }

    private static List<NewExample> replies(List<ChatTurn> turns, Split split) {
        List<NewExample> examples = new ArrayList<>();
        for (int i = 1; i < turns.size(); i++) {
            if (turns.get(i).role() == ChatTurn.Role.ASSISTANT) {
                examples.add(new NewExample(List.copyOf(turns.subList(0, i)), turns.get(i).content(), Optional.empty(), Source.DOMAIN,
                        Optional.of(split)));
            }
        }
        return examples;
    }
}
