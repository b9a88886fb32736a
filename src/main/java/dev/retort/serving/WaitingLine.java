package dev.retort.serving;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tickets that wait, each client's in their order; the clients take turns, so that one with many can't keep out one with few. */
final class WaitingLine {
    private final Map<String, Deque<Ticket>> byClient = new LinkedHashMap<>(); // the client whose turn is next comes first
    private int requests;
    private long tokens;

    void add(Ticket ticket) {
        byClient.computeIfAbsent(ticket.client(), client -> new ArrayDeque<>()).add(ticket);
        requests++;
        tokens += ticket.work().tokens();
    }

    /** Takes out the first ticket of the client whose turn it is. That client then comes last. */
    Optional<Ticket> next() {
        Optional<String> client = byClient.keySet().stream().findFirst();
        return client.map(name -> {
            Deque<Ticket> own = byClient.get(name);
            if (own == null) {
                throw new IllegalStateException(name);
            }
            byClient.remove(name);
            Ticket ticket = own.remove();
            if (!own.isEmpty()) {
                byClient.put(name, own);
            }
            count(ticket);
            return ticket;
        });
    }

    /** @return whether it was there */
    boolean remove(Ticket ticket) {
        Deque<Ticket> own = byClient.get(ticket.client());
        if (own == null || !own.remove(ticket)) {
            return false;
        }
        if (own.isEmpty()) {
            byClient.remove(ticket.client());
        }
        count(ticket);
        return true;
    }

    int requests() {
        return requests;
    }

    long tokens() {
        return tokens;
    }

    int requestsOf(String client) {
        return Optional.ofNullable(byClient.get(client)).map(Collection::size).orElse(0);
    }

    private void count(Ticket ticket) {
        requests--;
        tokens -= ticket.work().tokens();
    }
}
