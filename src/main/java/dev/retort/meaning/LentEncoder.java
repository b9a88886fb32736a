package dev.retort.meaning;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

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
        private int users;

        private Common(Encoder encoder) {
            this.encoder = encoder;
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
        return common.encoder.encode(text);
    }

    @Override
    public boolean reads(String text) {
        return common.encoder.reads(text);
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
                common.encoder.close();
            }
        }
    }
}
