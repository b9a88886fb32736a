package dev.retort.remembering;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import dev.retort.meaning.Encoder;
import dev.retort.meaning.OnnxEncoder;
import dev.retort.memory.Inquiry;
import dev.retort.memory.Memory;
import dev.retort.memory.MemorySettings;
import dev.retort.memory.Thresholds;
import dev.retort.model.Turn;
import dev.retort.roles.Roles;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import org.jboss.logging.Logger;

/** The memory of this process, where it chats and has one. A failure of it is no failure of the chat: the model speaks for itself then. */
@Startup // an encoder that can't be read is told when the program starts
@Singleton
public class LiveMemory {
    private static final Logger LOG = Logger.getLogger(LiveMemory.class);
    private static final String NO_ENCODER = "none";

    private final MemoryConfig.Mode mode;
    private final Optional<Memory> memory;
    private final MemoryMetrics metrics;
    private volatile boolean caughtUp;
    private String told = ""; // only the memory's thread

    /** @throws UncheckedIOException if the encoder can't be read; the message names the file and what would be right */
    LiveMemory(MemoryConfig config, Roles roles, MeterRegistry registry) {
        this.mode = roles.chat() ? config.mode() : MemoryConfig.Mode.OFF;
        this.memory = mode == MemoryConfig.Mode.OFF
                ? Optional.empty()
                : Optional.of(Memory.open(encoder(config),
                        new MemorySettings(config.corrections(), config.known(), config.mostKnownRecalled(), Optional.of(config.vectors())),
                        this::measured));
        this.metrics = new MemoryMetrics(registry, mode, memory);
    }

    private static Optional<Encoder> encoder(MemoryConfig config) {
        return config.encoder().isEmpty()
                ? bundled()
                : config.encoder().filter(folder -> !folder.equals(NO_ENCODER)).map(folder -> read(Path.of(folder)));
    }

    private static Encoder read(Path folder) {
        try {
            return OnnxEncoder.read(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("retort.memory.encoder: " + e.getMessage(), e);
        }
    }

    /** On a machine that it was not made for, the memory does without. */
    private static Optional<Encoder> bundled() {
        try {
            return Optional.of(OnnxEncoder.bundled());
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.warnf("the encoder of the memory does not work here, so that only equal words and repeated mistakes are recognised: %s", e);
            return Optional.empty();
        }
    }

    /** Says what holds now, if that is something else than was said. */
    private void measured(Thresholds now) {
        String values = "%b %.2f %.3f".formatted(now.measured(), now.floor(), now.margin());
        if (now.corrections() > 0 && !values.equals(told)) {
            told = values;
            LOG.info(now.summary());
        }
    }

    /**
     * Looks for a correction that holds at a question. Takes some milliseconds on the calling thread, never call it on an event loop.
     *
     * @param turns  what was said, the last by the user
     * @param wanted whether who asks wants corrections to be said
     */
    public Saying ask(List<Turn> turns, boolean wanted) {
        if (!wanted || memory.isEmpty() || !caughtUp) {
            return Saying.OWN;
        }
        try {
            return metrics.timed(
                    () -> new RecallingSaying(memory.get().recall(new Inquiry(turns)), mode == MemoryConfig.Mode.SHADOW, metrics::decided));
        } catch (RuntimeException e) {
            LOG.error("the memory could not be asked; the model speaks for itself", e);
            return Saying.OWN;
        }
    }

    /** Tells the memory something, if there is one. What it can't take in is passed over. */
    void tell(String what, Consumer<Memory> words) {
        memory.ifPresent(here -> {
            try {
                words.accept(here);
            } catch (RuntimeException e) {
                LOG.warnf("the memory can't take in %s: %s", what, e.getMessage());
            }
        });
    }

    /** All that Kafka had when this process began is known here. */
    void isCaughtUp() {
        caughtUp = true;
    }

    boolean hasMemory() {
        return memory.isPresent();
    }

    boolean isReady() { return memory.isEmpty() || caughtUp; }

    MemoryConfig.Mode mode() {
        return mode;
    }

    Optional<Memory> memory() {
        return memory;
    }

    @PreDestroy
    void close() {
        memory.ifPresent(Memory::close);
    }
}
