package dev.retort.meaning;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** An encoder that several parts of a process have opened, since each of their own would take a few hundred megabytes. The last one to close it ends it. */
final class LentEncoder implements Encoder {
    /** By the setting that names them; guards itself and the numbers of users. */
    private static final Map<String, Common> OPEN = new HashMap<>();

    private final String setting;
    private final Common common;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LentEncoder(String setting, Common common) {
        this.setting = setting;
        this.common = common;
    }

    /** Opens an encoder. */
    interface Opening {
        Optional<Encoder> open() throws IOException;
    }

    private static final class Common {
        private final Encoder encoder;
        /** Whoever computes has it for reading: what native code works with must not be freed meanwhile. */
        private final ReadWriteLock use = new ReentrantReadWriteLock();
        private int users;
        private boolean ended;

        private Common(Encoder encoder) {
            this.encoder = encoder;
        }

        <T> T compute(Supplier<T> work) {
            use.readLock().lock();
            try {
                if (ended) {
                    throw new IllegalStateException("the encoder of meanings is closed");
                }
                return work.get();
            } finally {
                use.readLock().unlock();
            }
        }

        void end() {
            use.writeLock().lock();
            try {
                ended = true;
                encoder.close();
            } finally {
                use.writeLock().unlock();
            }
        }
    }

    /** The encoder of that name: the one that is open already, if there is one. */
    static Optional<Encoder> of(String setting, Opening opening) throws IOException {
        synchronized (OPEN) {
            Common common = OPEN.get(setting);
            if (common == null) {
                Optional<Encoder> opened = opening.open();
                if (opened.isEmpty()) {
                    return Optional.empty();
                }
                common = new Common(opened.get());
                OPEN.put(setting, common);
            }
            common.users++;
            return Optional.of(new LentEncoder(setting, common));
        }
    }

    @Override
    public String digest() {
        return common.encoder.digest();
    }

    @Override
    public int dimensions() {
        return common.encoder.dimensions();
    }

    @Override
    public float[] encode(String text) {
        return common.compute(() -> common.encoder.encode(text));
    }

    @Override
    public boolean reads(String text) {
        return common.compute(() -> common.encoder.reads(text));
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        synchronized (OPEN) {
            common.users--;
            if (common.users == 0) {
                OPEN.remove(setting);
                common.end();
            }
        }
    }
}
