package dev.retort.local;

import java.io.IOException;
import java.io.InputStream;

/** Ends a process that was started by another one when that one is gone. */
public final class ParentWatch {
    private ParentWatch() {}

    /**
     * Begins to watch, on a thread of its own.
     *
     * @param parent an input that the parent keeps open and never writes to
     * @param gone is called once the input has ended
     */
    public static void start(InputStream parent, Runnable gone) {
        var watch = new Thread(() -> {
            try {
                while (parent.read() >= 0) {
                    // only its end matters
                }
            } catch (IOException broken) {
                // as good as ended
            }
            gone.run();
        }, "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }
}
