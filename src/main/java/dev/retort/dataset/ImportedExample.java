package dev.retort.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

import dev.retort.model.Role;
import dev.retort.model.Turn;

/** The teaching of one row, in one of the four shapes that TRL has names for. */
sealed interface ImportedExample {
    /** The turns before the last reply, at least one. */
    List<Turn> prompt();

    /** The last reply: the one to learn, unless it is judged to be {@linkplain #undesired() undesired}. */
    String reply();

    /** The same with other texts. */
    ImportedExample map(UnaryOperator<String> change);

    /** A reply to avoid, where one is known. */
    default Optional<String> rejected() {
        return Optional.empty();
    }

    /**
     * A whole conversation that ends with a reply; every reply in it is to be learned, unless it is passed over.
     *
     * @param passedOver the places of replies that are not to be learned; the last one is none of them
     */
    record Conversation(List<Turn> messages, Set<Integer> passedOver) implements ImportedExample {
        public Conversation {
            messages = List.copyOf(messages);
            passedOver = Collections.unmodifiableSortedSet(new TreeSet<>(passedOver));
        }

        Conversation(List<Turn> messages) {
            this(messages, Set.of());
        }

        @Override
        public List<Turn> prompt() {
            return messages.subList(0, messages.size() - 1);
        }

        @Override
        public String reply() {
            return messages.get(messages.size() - 1).content();
        }

        @Override
        public ImportedExample map(UnaryOperator<String> change) {
            return new Conversation(mapped(messages, change), passedOver);
        }

        /** One completion for each reply to learn, with all that came before as the prompt. */
        List<ImportedExample> completions() {
            var completions = new ArrayList<ImportedExample>();
            for (int i = 1; i < messages.size(); i++) {
                if (messages.get(i).role() == Role.ASSISTANT && !passedOver.contains(i)) {
                    completions.add(new Completion(messages.subList(0, i), messages.get(i).content()));
                }
            }
            return completions;
        }
    }

    /** A prompt and the one reply to learn. */
    record Completion(List<Turn> prompt, String reply) implements ImportedExample {
        public Completion {
            prompt = List.copyOf(prompt);
        }

        @Override
        public ImportedExample map(UnaryOperator<String> change) {
            return new Completion(mapped(prompt, change), change.apply(reply));
        }
    }

    /** A prompt and a reply that somebody judged by itself: one to give, or one not to give. */
    record Judged(List<Turn> prompt, String reply, boolean desired) implements ImportedExample {
        public Judged {
            prompt = List.copyOf(prompt);
        }

        @Override
        public ImportedExample map(UnaryOperator<String> change) {
            return new Judged(mapped(prompt, change), change.apply(reply), desired);
        }
    }

    /** A prompt, a better reply and a worse one. */
    record Preference(List<Turn> prompt, String reply, String worse) implements ImportedExample {
        public Preference {
            prompt = List.copyOf(prompt);
        }

        @Override
        public Optional<String> rejected() {
            return Optional.of(worse);
        }

        @Override
        public ImportedExample map(UnaryOperator<String> change) {
            return new Preference(mapped(prompt, change), change.apply(reply), change.apply(worse));
        }
    }

    /** Whether its reply is one that nobody should learn. */
    default boolean undesired() {
        return this instanceof Judged judged && !judged.desired();
    }

    /** Prompt and reply as one list. */
    default List<Turn> turns() {
        var turns = new ArrayList<>(prompt());
        turns.add(Turn.assistant(reply()));
        return turns;
    }

    /** Its lessons: one prompt and reply each. */
    default List<ImportedExample> lessons() {
        return this instanceof Conversation conversation ? conversation.completions() : List.of(this);
    }

    private static List<Turn> mapped(List<Turn> turns, UnaryOperator<String> change) {
        return turns.stream().map(t -> new Turn(t.role(), change.apply(t.content()))).toList();
    }
}
