package dev.retort.openai;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import dev.retort.bounds.MemoryBudget;

/** Bytes of answers that are on their way to clients and that nobody has read yet. They are bounded for each client and for all together. */
@Singleton
class Unread {
    private static final long OWN_BYTES = 1 << 16;

    private final MemoryBudget all;
    private final long most;

    @Inject
    Unread(OpenAiConfig config) {
        this(config.unreadMemory().asLongValue(), config.maxUnread().asLongValue());
    }

    /**
     * @param all  bytes of all clients
     * @param most bytes of one
     */
    Unread(long all, long most) {
        this.all = new MemoryBudget(all);
        this.most = most;
    }

    Reader reader() {
        return new Reader(all.share(OWN_BYTES));
    }

    /** Bytes of all clients, beyond the little that each may have. */
    long used() {
        return all.used();
    }

    /** Bytes that one client has not read. Any thread may take and give. */
    final class Reader {
        private final MemoryBudget.Share share;
        private long bytes; // guarded by this

        private Reader(MemoryBudget.Share share) {
            this.share = share;
        }

        /** Takes these bytes. Nothing that alone is more than the bound is refused as long as all before it was read. */
        synchronized boolean take(long more) {
            if (bytes > 0 && bytes + more > most || !share.take(more)) {
                return false;
            }
            bytes += more;
            return true;
        }

        /** Takes these bytes in any case. */
        synchronized void add(long more) {
            share.add(more);
            bytes += more;
        }

        synchronized void give(long read) {
            share.give(read);
            bytes -= read;
        }
    }
}
