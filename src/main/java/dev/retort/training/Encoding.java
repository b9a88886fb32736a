package dev.retort.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.retort.model.Labelled;
import dev.retort.model.Turn;
import dev.retort.model.TurnTemplate;
import dev.retort.model.TurnTooLongException;

/** Turns examples into what a run's method makes of them. */
final class Encoding {
    private static final int BEGINNING = 12; // tokens in which a reply shows what it is about

    private final TurnTemplate template;
    private final int endOfText;
    private final Objective objective;
    private final TooLong tooLong;

    Encoding(TurnTemplate template, int endOfText, Objective objective, TooLong tooLong) {
        this.template = template;
        this.endOfText = endOfText;
        this.objective = objective;
        this.tooLong = tooLong;
    }

    /**
     * @param name of the set, for messages
     * @throws TrainingRefusedException if an example has no label or doesn't end with the end token: the model would never learn to stop
     */
    Rows rows(String name, List<TrainingExample> examples) throws TrainingRefusedException {
        List<Item> items = new ArrayList<>();
        int dropped = 0;
        int unused = 0;
        for (int i = 0; i < examples.size(); i++) {
            String called = name + " example " + (i + 1);
            try {
                List<Item> of = items(called, examples.get(i));
                unused += of.isEmpty() ? 1 : 0;
                items.addAll(of);
            } catch (TurnTooLongException e) {
                if (tooLong == TooLong.REFUSE) {
                    throw new TrainingRefusedException(called + " doesn't fit the context of " + template.contextLength() + " tokens: "
                            + e.getMessage());
                }
                dropped++;
            }
        }
        return Rows.of(SharedPrefixes.join(mismatched(items), endOfText), dropped, unused);
    }

    /** The beginnings of replies to a conversation's first turn. An example that does not fit is left out. */
    Rows decisions(List<TrainingExample> examples) {
        List<Item> items = new ArrayList<>();
        for (TrainingExample example : fitting(examples)) {
            if (example.prompt().size() == 1 && !example.flagged()) {
                items.add(new Item.Reply(beginning(template.example(example.prompt(), example.reply())), example.weight(), 1));
            }
        }
        return Rows.of(items, 0, 0);
    }

    private static Labelled beginning(Labelled row) {
        int end = Math.min(row.ids().length, row.ids().length - row.labelled() + BEGINNING);
        return new Labelled(Arrays.copyOf(row.ids(), end), Arrays.copyOf(row.labels(), end));
    }

    /** Those that fit the context. */
    List<TrainingExample> fitting(List<TrainingExample> examples) {
        return examples.stream().filter(example -> fits(example.prompt(), example.reply())
                && example.rejected().map(worse -> fits(example.prompt(), worse)).orElse(true)).toList();
    }

    private boolean fits(List<Turn> prompt, String reply) {
        try {
            template.example(prompt, reply);
            return true;
        } catch (TurnTooLongException e) {
            return false;
        }
    }

    private List<Item> items(String name, TrainingExample example) throws TrainingRefusedException {
        Labelled row = row(name, example, example.reply());
        double weight = example.weight();
        double judged = objective.method() == Method.AUTO ? objective.preference() * weight : weight;
        if (example.flagged()) {
            boolean used = objective.method() == Method.KTO || objective.method() == Method.AUTO;
            return used ? List.of(new Item.Flag(row, Optional.empty(), false, weight, judged)) : List.of();
        }
        Optional<Labelled> worse = objective.method() == Method.SFT || example.rejected().isEmpty()
                ? Optional.empty()
                : Optional.of(row(name, example, example.rejected().get()));
        Item reply = new Item.Reply(row, weight, 1);
        return switch (objective.method()) {
            case SFT -> List.of(reply);
            case DPO -> worse.<List<Item>>map(bad -> List.of(new Item.Pair(row, bad, weight, 0, judged))).orElse(List.of());
            case AUTO -> List.of(worse.<Item>map(bad -> new Item.Pair(row, bad, weight, weight, judged)).orElse(reply));
            case KTO -> {
                List<Item> flags = new ArrayList<>();
                flags.add(new Item.Flag(row, Optional.empty(), true, weight, judged));
                worse.ifPresent(bad -> flags.add(new Item.Flag(bad, Optional.empty(), false, weight, judged)));
                yield flags;
            }
        };
    }

    private Labelled row(String name, TrainingExample example, String reply) throws TrainingRefusedException {
        Labelled row = template.example(example.prompt(), reply);
        check(name, row, endOfText);
        return row;
    }

    static void check(String name, Labelled row, int endOfText) throws TrainingRefusedException {
        if (row.labelled() == 0) {
            throw new TrainingRefusedException(name + ": no token is labelled, expected those of the reply");
        }
        int last = row.ids().length - 1;
        if (!row.labels()[last] || row.ids()[last] != endOfText) {
            throw new TrainingRefusedException(name + ": the last label is not the end token " + endOfText
                    + ", expected every reply to end with it: tokenizer and config.json don't belong together");
        }
    }

    /** Gives each judged reply's prompt the reply of the one before (the first the last one's), where that is another and fits the context. */
    private List<Item> mismatched(List<Item> items) {
        List<Item.Flag> flags = items.stream().filter(Item.Flag.class::isInstance).map(Item.Flag.class::cast).toList();
        List<Item> out = new ArrayList<>();
        int next = 0;
        for (Item item : items) {
            if (item instanceof Item.Flag flag) {
                Item.Flag before = flags.get(Math.floorMod(next++ - 1, flags.size()));
                out.add(before == flag ? flag : flag.with(joined(flag.row(), before.row())));
            } else {
                out.add(item);
            }
        }
        return out;
    }

    private Optional<Labelled> joined(Labelled prompt, Labelled reply) {
        int first = prompt.ids().length - prompt.labelled();
        int n = reply.labelled();
        if (first + n > template.contextLength()) {
            return Optional.empty();
        }
        int[] ids = new int[first + n];
        boolean[] labels = new boolean[first + n];
        System.arraycopy(prompt.ids(), 0, ids, 0, first);
        System.arraycopy(reply.ids(), reply.ids().length - n, ids, first, n);
        Arrays.fill(labels, first, first + n, true);
        return Optional.of(new Labelled(ids, labels));
    }
}
