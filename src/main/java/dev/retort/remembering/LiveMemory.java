package dev.retort.remembering;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import dev.retort.meaning.ChosenEncoder;
import dev.retort.meaning.Encoder;
import dev.retort.memory.Inquiry;
import dev.retort.memory.Memory;
import dev.retort.memory.MemorySettings;
import dev.retort.memory.Recalling;
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

    private final MemoryConfig.Mode mode;
    private final Optional<CompletableFuture<Memory>> memory;
    private final MemoryMetrics metrics;
    private volatile boolean caughtUp;
    private String told = ""; // only the memory's thread

    /** @throws UncheckedIOException if the encoder can't be read; the message names the file and what would be right */
    LiveMemory(MemoryConfig config, Roles roles, MeterRegistry registry) {
        this.mode = roles.chat() ? config.mode() : MemoryConfig.Mode.OFF;
        this.memory = mode == MemoryConfig.Mode.OFF ? Optional.empty() : Optional.of(open(config));
        this.metrics = new MemoryMetrics(registry, mode, this::here);
    }

    /** The program's own encoder is read beside whatever else the program begins with; one that somebody chose is first found to be one. */
    private CompletableFuture<Memory> open(MemoryConfig config) {
        MemorySettings settings = new MemorySettings(config.corrections(), config.known(), config.mostKnownRecalled(),
                Optional.of(config.vectors()));
        return config.encoder().isPresent()
                ? CompletableFuture.completedFuture(Memory.open(encoder(config), settings, this::measured))
                : CompletableFuture.supplyAsync(() -> Memory.open(encoder(config), settings, this::measured),
                        work -> new Thread(work, "retort-memory-encoder").start());
    }

    private static Optional<Encoder> encoder(MemoryConfig config) {
        try {
            return ChosenEncoder.open(config.encoder(),
                    problem -> LOG.warnf("%s; only equal words and repeated mistakes are recognised", problem));
        } catch (IOException e) {
            throw new UncheckedIOException("retort.memory.encoder: " + e.getMessage(), e);
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
        return ask(turns, wanted, 1).get(0);
    }

    /** The same for several replies to one question, which is looked for once. */
    public List<Saying> ask(List<Turn> turns, boolean wanted, int replies) {
        if (!wanted || memory.isEmpty() || !isReady()) {
            return Collections.nCopies(replies, Saying.OWN);
        }
        try {
            Recalling first = metrics.timed(() -> memory.get().join().recall(new Inquiry(turns)));
            return Stream.iterate(first, Recalling::another).limit(replies).map(this::saying).toList();
        } catch (RuntimeException e) {
            LOG.error("the memory could not be asked; the model speaks for itself", e);
            return Collections.nCopies(replies, Saying.OWN);
        }
    }

    private Saying saying(Recalling recalling) {
        return new RecallingSaying(recalling, mode == MemoryConfig.Mode.SHADOW, metrics::decided);
    }

    /** Tells the memory something, if there is one. Waits for it where it is not open yet. What it can't take in is passed over. */
    void tell(String what, Consumer<Memory> words) {
        memory.ifPresent(here -> {
            try {
                words.accept(here.join());
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

    boolean isReady() { return memory.isEmpty() || caughtUp && here().isPresent(); }

    MemoryConfig.Mode mode() {
        return mode;
    }

    /** The memory, if there is one and it is open. */
    Optional<Memory> here() {
        return memory.filter(CompletableFuture::isDone).map(CompletableFuture::join);
    }

    @PreDestroy
    void close() {
        memory.map(CompletableFuture::join).ifPresent(Memory::close);
    }
}
