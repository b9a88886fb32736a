package dev.retort.demo;

import java.io.IOException;

/** The desks at which corrections are measured. */
public enum Domain {
    /** The web shop that the starter model knows. It says by name what it has not learned. */
    SHOP,
    /** A public library, whose base is trained from conversations. Half of what is corrected it states with confidence. */
    LIBRARY;

    Desk desk() throws IOException {
        return this == SHOP ? Desk.shop() : Desk.library();
    }

    /** The rounds of corrections that there are wordings for. */
    public int rounds() throws IOException {
        return desk().rounds();
    }
}
