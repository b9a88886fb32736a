package dev.retort.local;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Lets the embedded services rest while their disk is full, and go on when there is room. Until it is started a full disk is a failure like others. */
final class DiskWatch {
    private static final Duration LOOK = Duration.ofMillis(500);
    private final DiskRoom room;
    private final Services services;
    private final Consumer<IOException> failed;
    private final List<Consumer<String>> told = new CopyOnWriteArrayList<>();
    private volatile boolean started;
    private volatile boolean stopped;
    private volatile boolean resting;

    /** The services that it looks after. Each method is called once for each change. */
    interface Services {
        /** One sentence for operators: what rests, and what that means for users. */
        String consequence();

        /** Must not wait for a service: one of its own threads may have come here. */
        void rest();

        void goOn() throws IOException;
    }

    /** @param failed is told why the services can't go on */
    DiskWatch(DiskRoom room, Services services, Consumer<IOException> failed) {
        this.room = room;
        this.services = services;
        this.failed = failed;
    }

    synchronized void start() {
        if (started || stopped) {
            return;
        }
        started = true;
        var watch = new Thread(this::watch, "disk-watch");
        watch.setDaemon(true);
        watch.start();
    }

    void stop() {
        stopped = true;
    }

    /** Is told in one line when the services rest, and when they go on. */
    void whenRoomChanges(Consumer<String> listener) {
        told.add(listener);
    }

    boolean isStarted() { return started; }

    /** Whether a failure is one of a full disk, which ends nothing: the services rest. */
    boolean explains(IOException problem) {
        if (started && !resting && (room.isShort() || String.valueOf(problem.getMessage()).contains("No space left on device"))) {
            rest();
        }
        return resting;
    }

    private void watch() {
        try {
            while (!stopped) {
                if (!resting && room.isShort()) {
                    rest();
                } else if (resting && room.isEnough()) {
                    goOn();
                }
                Thread.sleep(LOOK.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            failed.accept(e);
        }
    }

    private synchronized void rest() {
        if (resting || stopped) {
            return;
        }
        resting = true;
        say(room.shortage(services.consequence()));
        services.rest();
    }

    private synchronized void goOn() throws IOException {
        if (stopped) {
            return;
        }
        services.goOn();
        resting = false;
        say("there is room again on the disk of %s: all goes on".formatted(room.folder()));
    }

    private void say(String line) {
        told.forEach(listener -> listener.accept(line));
    }
}
