package dev.retort.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
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
import dev.retort.lines.Line;
import dev.retort.lines.LineStore;
import dev.retort.registry.Manifest;
import dev.retort.registry.ManifestDraft;
import dev.retort.registry.ModelRegistry;
import dev.retort.settings.ModelSettings;
import dev.retort.trainer.JobJson;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Gives a line its first champion, the base model, and the base's own conversations to replay while learning and to see what is forgotten. Another base
 * than the line was started from becomes champion too. Doing it again changes nothing.
 */
@ApplicationScoped
class LineStart {
    private static final Logger LOG = Logger.getLogger(LineStart.class);
    private static final int BATCH = 500;

    private final Path home;
    private final ModelSettings model;
    private final ModelRegistry registry;
    private final Promotions promotions;
    private final LineStore lines;
    private final CurationStore curation;
    private final Clock clock;

    LineStart(@ConfigProperty(name = "retort.home") Path home, ModelSettings model, ModelRegistry registry, Promotions promotions,
            LineStore lines, CurationStore curation, Clock clock) {
        this.home = home;
        this.model = model;
        this.registry = registry;
        this.promotions = promotions;
        this.lines = lines;
        this.curation = curation;
        this.clock = clock;
    }

    /** A conversation as {@code retort/*.jsonl} in a base model's folder has it; other fields are ignored. */
    private record Conversation(List<ChatTurn> messages) {}

    /** Registers the base model and makes it champion where the line has none or was started from another. Blocks. */
    Manifest crown(String line, long leader, Duration timeout) throws IOException {
        Manifest base = register();
        if (promotions.start(line, leader, base).await().atMost(timeout)) {
            LOG.infof("line %s starts from %s (%s)", line, base.id().value(), folder());
        }
        return base;
    }

    /** Brings in the base's own conversations, once. Blocks, for long when there are many; the model serves meanwhile. */
    void importExamples(String line, Manifest base, Duration timeout) throws IOException {
        if (lines.line(line).await().atMost(timeout).flatMap(Line::base).filter(base.id().value()::equals).isPresent()) {
            return;
        }
        Path examples = folder().resolve("retort");
        int imported = importFile(examples.resolve("replay.jsonl"), Split.TRAIN, timeout)
                + importFile(examples.resolve("domain-gate.jsonl"), Split.GATE, timeout);
        lines.base(line, Optional.of(base.id().value())).await().atMost(timeout);
        LOG.infof("%d replies from the base model's own conversations are kept to be replayed and measured", imported);
    }

    private Manifest register() throws IOException {
        Optional<Manifest> known = KnownBase.recall(home, folder(), registry);
        if (known.isPresent()) {
            return known.get();
        }
        Manifest base = registry.publish(folder(), ManifestDraft.base(clock.instant()));
        KnownBase.remember(home, folder(), base);
        return base;
    }

    private Path folder() throws IOException {
        return Path.of(model.base().orElseThrow(() -> new IOException("no base model: set RETORT_MODEL to a GPT-2 folder")));
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
