package dev.retort.bounds;

import java.util.concurrent.atomic.AtomicLong;

/** Memory that many share, in bytes. Each has a little for itself, so that those who take much never leave the others without any. */
public final class MemoryBudget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /** @param limit bytes of all shares together, beyond what each has for itself */
    public MemoryBudget(long limit) {
        this.limit = limit;
    }

    /** Bytes that are taken beyond what each share has for itself. */
    public long used() {
        return used.get();
    }

    /** Whether there is room for nothing more. */
    public boolean isFull() { return used.get() >= limit; }

    /** @param own bytes that the share may hold whatever the others do */
    public Share share(long own) {
        return new Share(own);
    }

    private boolean take(long bytes) {
        if (bytes > 0 && used.addAndGet(bytes) > limit) {
            used.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** The part of one user. Any thread may take and give. */
    public final class Share {
        private final long own;
        private long held; // guarded by this

        private Share(long own) {
            this.own = own;
        }

        /** Takes these bytes, if there is room for them. @return whether it did */
        public synchronized boolean take(long bytes) {
            if (!MemoryBudget.this.take(beyond(held + bytes) - beyond(held))) {
                return false;
            }
            held += bytes;
            return true;
        }

        /** Takes these bytes in any case: what must be kept is kept, and then the budget may be full. */
        public synchronized void add(long bytes) {
            used.addAndGet(beyond(held + bytes) - beyond(held));
            held += bytes;
        }

        /** Whether there is no room for anybody. */
        public boolean isFull() { return MemoryBudget.this.isFull(); }

        /** Gives back what was taken. */
        public synchronized void give(long bytes) {
            used.addAndGet(beyond(held - bytes) - beyond(held));
            held -= bytes;
        }

        /** Gives back all that is held. */
        public synchronized void giveAll() {
            give(held);
        }

        private long beyond(long bytes) {
            return Math.max(0, bytes - own);
        }
    }
}
