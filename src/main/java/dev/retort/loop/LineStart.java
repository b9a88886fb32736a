package dev.retort.loop;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.lines.Line;
import dev.retort.lines.LineStore;
import dev.retort.registry.Manifest;
import dev.retort.registry.ManifestDraft;
import dev.retort.registry.ModelRegistry;
import dev.retort.settings.ModelSettings;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Gives a line its first champion, the base model, and the base's own conversations to replay while learning and to see what is forgotten. Another base
 * than the line was started from becomes champion too. Doing it again changes nothing.
 */
@ApplicationScoped
class LineStart {
    private static final Logger LOG = Logger.getLogger(LineStart.class);

    private final Path home;
    private final ModelSettings model;
    private final ModelRegistry registry;
    private final Promotions promotions;
    private final LineStore lines;
    private final OwnConversations conversations;
    private final Clock clock;

    LineStart(@ConfigProperty(name = "retort.home") Path home, ModelSettings model, ModelRegistry registry, Promotions promotions,
            LineStore lines, OwnConversations conversations, Clock clock) {
        this.home = home;
        this.model = model;
        this.registry = registry;
        this.promotions = promotions;
        this.lines = lines;
        this.conversations = conversations;
        this.clock = clock;
    }

    /** Registers the base model and makes it champion where the line has none or was started from another. Blocks. */
    Manifest crown(String line, long leader, Duration timeout) throws IOException {
        Manifest base = register();
        if (promotions.start(line, leader, base).await().atMost(timeout)) {
            LOG.infof("line %s starts from the model in %s (%s)", line, folder(), base.id());
        }
        return base;
    }

    /** Brings in the base's own conversations, once. Blocks, for long when there are many; the model serves meanwhile. */
    void importExamples(String line, Manifest base, Duration timeout) throws IOException {
        if (lines.line(line).await().atMost(timeout).flatMap(Line::base).filter(base.id().value()::equals).isPresent()) {
            return;
        }
        int imported = conversations.bringIn(folder(), timeout);
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
}
