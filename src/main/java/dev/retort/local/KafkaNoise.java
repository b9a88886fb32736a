package dev.retort.local;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import org.jboss.logmanager.ExtLogRecord;

/** Lines about Kafka that say nothing, or nothing that is not told otherwise. */
final class KafkaNoise {
    private static final String CLIENT = "SRMSG"; // how the codes of the client's messages begin

    private static final List<String> WORDS = List.of(
            // at each start, although all is well: commits have no health check, dead letters have no channel, and the controller registers itself a
            // moment before it is in office, and does so again
            "SRMSG18235", "SRMSG00207", "Unexpected error handling request RequestHeader(apiKey=CONTROLLER_REGISTRATION",
            // an event that Kafka does not take is told in one line by whoever sent it, and twice more with a stack trace by these
            "SRMSG18206", "SRMSG18212");

    private KafkaNoise() {}

    static boolean is(LogRecord said) {
        String message = String.valueOf(said.getMessage());
        if (!message.startsWith(CLIENT) && said.getLevel().intValue() < Level.SEVERE.intValue()) {
            return false; // every line of the program comes by here
        }
        String text = said instanceof ExtLogRecord logged ? logged.getFormattedMessage() : message;
        return WORDS.stream().anyMatch(text::contains);
    }
}
