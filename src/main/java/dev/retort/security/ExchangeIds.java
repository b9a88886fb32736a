package dev.retort.security;

import java.util.Optional;

import jakarta.inject.Singleton;

/**
 * Ids of exchanges (a prompt and its reply). Conversation, turn and owner are inside, signed, so that any process of the installation can tell
 * whose reply it is without asking the database.
 */
@Singleton
public class ExchangeIds {
    private static final String PREFIX = "x.";
    private static final String SEPARATOR = "\n";

    private final Seal seal;

    ExchangeIds(Secrets secrets) {
        seal = new Seal(secrets, "exchange");
    }

    /**
     * The content of an exchange id.
     *
     * @param turn 0-based number of the exchange in its conversation
     * @param owner id of the identity that the reply was given to
     */
    public record ExchangeId(String conversationId, int turn, String owner) {}

    /** A new id, different at each call: a turn that is answered again (after a restart, say) is another exchange. */
    public String issue(String conversationId, int turn, String owner) {
        return PREFIX
                + seal.close(String.join(SEPARATOR, conversationId, Integer.toString(turn), owner, Secrets.randomId().substring(0, 8)));
    }

    /** The content of the id, or nothing if this installation did not issue it. */
    public Optional<ExchangeId> read(String id) {
        if (!id.startsWith(PREFIX)) {
            return Optional.empty();
        }
        return seal.open(id.substring(PREFIX.length())).map(text -> {
            String[] parts = text.split(SEPARATOR, -1);
            return new ExchangeId(parts[0], Integer.parseInt(parts[1]), parts[2]);
        });
    }
}
