package dev.retort.openai;

import java.util.List;

/** Lets a text through piece by piece up to the first stop string, and never a part of one: what could become one waits. */
final class StopStrings {
    private final List<String> stops;
    private final StringBuilder text = new StringBuilder();
    private int shown;
    private boolean stopped;

    StopStrings(List<String> stops) {
        this.stops = stops;
    }

    /** @return what can be shown now, perhaps nothing */
    String append(String piece) {
        if (stopped) {
            return "";
        }
        text.append(piece);
        int end = text.length();
        for (String stop : stops) {
            int at = text.indexOf(stop, shown);
            if (at >= 0 && at <= end) {
                stopped = true;
                end = at;
            }
        }
        return show(stopped ? end : end - waiting());
    }

    /** @return the rest: no stop string will come */
    String finish() {
        return stopped ? "" : show(text.length());
    }

    /** Whether a stop string was found. */
    boolean hasStopped() {
        return stopped;
    }

    /** The number of characters that have been shown. */
    int shown() {
        return shown;
    }

    private String show(int end) {
        String piece = text.substring(shown, end);
        shown = end;
        return piece;
    }

    /** The number of last characters that could be the beginning of a stop string. */
    private int waiting() {
        int most = 0;
        for (String stop : stops) {
            for (int n = Math.min(stop.length() - 1, text.length() - shown); n > most; n--) {
                if (stop.startsWith(text.substring(text.length() - n))) {
                    most = n;
                }
            }
        }
        return most;
    }
}
