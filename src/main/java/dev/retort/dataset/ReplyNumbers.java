package dev.retort.dataset;

import java.util.OptionalInt;

import dev.retort.model.Role;
import dev.retort.model.Turn;
import dev.retort.text.Ints;
import dev.retort.text.MinHashIndex;
import dev.retort.text.Words;

/**
 * The numbers that replies name, by question, and rows that answer what was asked before with other ones: 14 days and 30 days can't both be right. A number is a bit
 * of 32, so that one in a few dozen of such rows is not found, but none is that names the same numbers, or some of them.
 */
final class ReplyNumbers {
    private final Ints numbers = new Ints(); // of the reply to question i, 0 for none
    private final Ints lines = new Ints();

    /**
     * Takes a row's reply in. The reply to a conversation's last question says nothing of the first.
     *
     * @return the line of the row that says otherwise, if there is one
     */
    OptionalInt take(QuestionClusters.Placed placed, ImportedExample example, long line) {
        boolean alone = example.prompt().stream().map(Turn::role).filter(role -> role == Role.USER).count() == 1;
        int named = alone && !example.undesired() ? numbers(example.reply()) : 0;
        int earlier = placed.earlier().isPresent() ? numbers.get(placed.earlier().getAsInt()) : 0;
        int shared = named & earlier;
        OptionalInt otherwise = shared == named || shared == earlier
                ? OptionalInt.empty()
                : OptionalInt.of(lines.get(placed.earlier().getAsInt()));
        keep(placed.question(), named, line);
        return otherwise;
    }

    /** The first reply to a question that names numbers counts. */
    private void keep(int question, int named, long line) {
        int at = (int) Math.min(Integer.MAX_VALUE, line);
        if (question == numbers.size()) {
            numbers.add(named);
            lines.add(at);
        } else if (numbers.get(question) == 0) {
            numbers.set(question, named);
            lines.set(question, at);
        }
    }

    private static int numbers(String reply) {
        return Words.of(reply).stream().filter(word -> word.chars().anyMatch(Character::isDigit))
                .mapToInt(word -> 1 << MinHashIndex.mixed(word.hashCode())).reduce(0, (one, other) -> one | other);
    }
}
