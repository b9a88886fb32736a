package dev.retort.remembering;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.MappingIterator;
import dev.retort.events.ChatTurn;
import dev.retort.events.EventJson;
import dev.retort.memory.KnownQuestion;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionId;
import dev.retort.serving.LiveModel;
import dev.retort.serving.ServedVersion;
import org.jboss.logging.Logger;

/** Tells the memory of the questions that the champion was made to answer: the conversations that lie beside it or the nearest of its ancestors. */
@Singleton
class OwnReplies {
    private static final Logger LOG = Logger.getLogger(OwnReplies.class);

    private final LiveModel model;
    private final ModelRegistry registry;
    private final LiveMemory live;
    // only the follower's thread
    private Optional<String> looked = Optional.empty();
    private Optional<Path> told = Optional.empty();

    OwnReplies(LiveModel model, ModelRegistry registry, LiveMemory live) {
        this.model = model;
        this.registry = registry;
        this.live = live;
    }

    /** A conversation as {@code retort/*.jsonl} in a model's folder has it; other fields are ignored. */
    private record Talk(List<ChatTurn> messages) {}

    /** Looks whether another version serves, and tells of its conversations if they are others. Blocks, for a moment. */
    void look() {
        Optional<String> serving = model.current().map(ServedVersion::version);
        if (serving.isEmpty() || serving.equals(looked)) {
            return;
        }
        looked = serving;
        try {
            Optional<Path> file = registry.replay(new VersionId(serving.get()));
            if (file.isPresent() && !file.equals(told)) {
                tell(file.get());
                told = file;
            }
        } catch (IOException | RuntimeException e) {
            LOG.warnf("the memory does not know the conversations that %s was made from: %s", serving.get(), e.getMessage());
        }
    }

    private void tell(Path file) throws IOException {
        try (MappingIterator<Talk> talks = EventJson.MAPPER.readerFor(Talk.class).readValues(file.toFile())) {
            while (talks.hasNextValue()) {
                List<ChatTurn> turns = talks.nextValue().messages();
                for (int i = 1; i < turns.size(); i++) {
                    List<ChatTurn> asked = turns.subList(0, i);
                    if (turns.get(i).role() == ChatTurn.Role.ASSISTANT && Inquiries.isOne(asked)) {
                        KnownQuestion known = new KnownQuestion(Inquiries.of(asked), turns.get(i).content(), KnownQuestion.Origin.REPLAY);
                        live.tell("a conversation of " + file, memory -> memory.know(known));
                        break; // what is asked first needs nothing before it to be understood
                    }
                }
            }
        }
    }
}
