package dev.retort.serving;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.retort.generation.CacheUse;
import dev.retort.generation.EngineLimits;
import dev.retort.generation.GenerationEngine;
import dev.retort.generation.GenerationRequest;
import dev.retort.generation.Sampling;
import dev.retort.model.Gpt2;
import dev.retort.model.ModelFolderException;
import dev.retort.model.ScoredToken;
import dev.retort.model.Tokenizer;
import dev.retort.model.Torch;
import dev.retort.model.TurnTemplate;

/** A version in memory with its engine, and the count of its leases. */
final class LoadedVersion {
    private static final int WARM_PROMPT = 24;
    private static final int WARM_TOKENS = 8;

    private final Gpt2 model;
    private final GenerationEngine engine;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final Object scoring = new Object();
    private final AtomicBoolean freeing = new AtomicBoolean();
    private volatile ServedVersion served;
    private int leases;
    private boolean retired;

    private LoadedVersion(ServedVersion served, Gpt2 model, GenerationEngine engine) {
        this.served = served;
        this.model = model;
        this.engine = engine;
    }

    static LoadedVersion load(Path folder, ServedVersion served, KernelChoice kernels, EngineLimits limits, long cacheBytes)
            throws IOException {
        Gpt2 model = Torch.apart(() -> kernels.load(folder, served.digest()));
        try {
            GenerationEngine engine = new GenerationEngine(model, limits, cacheBytes);
            try {
                LoadedVersion loaded = new LoadedVersion(served, model, engine);
                loaded.warm(folder);
                return loaded;
            } catch (IOException | RuntimeException | Error e) {
                engine.close();
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    /** The first calls are slow while the program is specialised, and a model that cannot compute must not become champion. */
    private void warm(Path folder) throws IOException {
        int end = model.config().endOfText();
        for (float logit : Torch.apart(() -> model.logits(new int[]{end}))[0]) {
            if (!Float.isFinite(logit)) {
                throw new ModelFolderException(folder.resolve("model.safetensors").toString(),
                        "the model computes " + logit + ", expected finite logits");
            }
        }
        int[] prompt = new int[Math.min(WARM_PROMPT, model.config().contextLength() / 2)];
        Arrays.fill(prompt, end);
        GenerationRequest request = new GenerationRequest(prompt, Sampling.greedy(), WARM_TOKENS);
        for (int round = 0; round < 2; round++) {
            engine.complete(request);
        }
    }

    CacheUse cacheUse() {
        return engine.cacheUse();
    }

    ServedVersion served() {
        return served;
    }

    /** The same version was announced again, with a later epoch. */
    void announcedAs(ServedVersion again) {
        served = again;
    }

    synchronized int leases() {
        return leases;
    }

    /** Completes when the version is retired and its last lease is closed. */
    CompletableFuture<Void> drained() {
        return drained;
    }

    private void release() {
        boolean last;
        synchronized (this) {
            leases--;
            last = retired && leases == 0;
        }
        if (last) {
            drained.complete(null);
        }
    }

    /** No new leases from now on. */
    void retire() {
        boolean unused;
        synchronized (this) {
            retired = true;
            unused = leases == 0;
        }
        if (unused) {
            drained.complete(null);
        }
    }

    /** Ends whatever is still being generated and gives the memory back. */
    void free() {
        if (freeing.compareAndSet(false, true)) {
            engine.close();
            synchronized (scoring) { // never under a running computation
                model.close();
            }
        }
    }

    /** One more lease. Throws {@link NotReadyException} if the version is retired. */
    synchronized Lease lease() {
        if (retired) {
            throw gone();
        }
        leases++;
        return new VersionLease();
    }

    private NotReadyException gone() {
        return new NotReadyException("version " + served.version() + " is no longer loaded");
    }

    private final class VersionLease implements Lease {
        private final AtomicBoolean closed = new AtomicBoolean();
        private final ServedVersion version = served;

        @Override
        public ServedVersion version() {
            return version;
        }

        @Override
        public GenerationEngine engine() {
            return engine;
        }

        @Override
        public TurnTemplate template() {
            return model.template();
        }

        @Override
        public Tokenizer tokenizer() {
            return model.tokenizer();
        }

        @Override
        public int vocabularySize() {
            return model.config().vocabularySize();
        }

        @Override
        public List<ScoredToken> score(int[] ids, int likeliest) {
            synchronized (scoring) {
                if (freeing.get()) {
                    throw gone();
                }
                try {
                    return Torch.apart(() -> model.score(ids, likeliest));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                release();
            }
        }
    }
}
