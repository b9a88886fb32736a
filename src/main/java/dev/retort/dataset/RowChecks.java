package dev.retort.dataset;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.retort.dataset.ContextLimit.Fit;
import dev.retort.dataset.ContextLimit.Measured;
import dev.retort.digest.Sha256;
import dev.retort.model.Turn;
import dev.retort.text.Redaction;
import dev.retort.text.Words;

/** Takes personal data out of a row, and says whether it can be learned from. */
final class RowChecks {
    /** Longer texts are no chat. */
    static final int MAX_CHARACTERS = 20_000;

    private final Redaction redaction;
    private final Optional<ContextLimit> context;
    private final Tally tally;
    private final LongCounts seen = new LongCounts();

    RowChecks(Redaction redaction, Optional<ContextLimit> context, Tally tally) {
        this.redaction = redaction;
        this.context = context;
        this.tally = tally;
    }

    /** The row as it is to be kept, or what is wrong with it. */
    Parsed check(Parsed.Read read) throws IOException {
        long line = read.line();
        ImportedExample raw = read.row().example().map(RowChecks::withLineFeeds);
        Optional<Parsed.Dropped> flaw = flaw(line, raw);
        if (flaw.isPresent()) {
            return flaw.get();
        }
        Set<Redaction.Kind> found = EnumSet.noneOf(Redaction.Kind.class);
        ImportedExample example = raw.map(text -> redaction.redact(text, found::add));
        if (context.isPresent()) {
            Measured measured = context.get().measure(example);
            if (measured.fit() == Fit.TOO_LONG) {
                return new Parsed.Dropped(line, DropReason.TOO_LONG,
                        "%d tokens, the model reads %d".formatted(measured.tokens(), context.get().tokens()));
            }
            if (measured.fit() == Fit.CUT) {
                tally.cut();
            }
        }
        if (seen.add(fingerprint(example)) > 1) {
            return new Parsed.Dropped(line, DropReason.DUPLICATE, "");
        }
        found.forEach(kind -> tally.personal(kind, line));
        return new Parsed.Read(line, read.row().with(example));
    }

    /** Text whose line ends are those of every other text. */
    private static String withLineFeeds(String text) {
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
    }

    private static Optional<Parsed.Dropped> flaw(long line, ImportedExample example) {
        for (int i = 0; i < example.prompt().size(); i++) {
            Optional<Parsed.Dropped> flaw = flaw(line, example.prompt().size() == 1 ? "prompt" : "turn " + (i + 1),
                    example.prompt().get(i).content());
            if (flaw.isPresent()) {
                return flaw;
            }
        }
        Optional<String> worse = example.rejected();
        if (worse.isPresent() && worse.get().equals(example.reply())) {
            return Optional.of(new Parsed.Dropped(line, DropReason.WRONG_FIELD, "the rejected reply is the chosen one"));
        }
        return flaw(line, "reply", example.reply()).or(() -> worse.flatMap(text -> flaw(line, "rejected reply", text)));
    }

    private static Optional<Parsed.Dropped> flaw(long line, String what, String text) {
        if (text.isBlank()) {
            return Optional.of(new Parsed.Dropped(line, DropReason.EMPTY, what));
        }
        if (text.length() > MAX_CHARACTERS) {
            return Optional.of(new Parsed.Dropped(line, DropReason.TOO_LONG,
                    "%s has %d characters, at most %d".formatted(what, text.length(), MAX_CHARACTERS)));
        }
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                ? Optional.of(new Parsed.Dropped(line, DropReason.NOT_UTF8, what + " holds half a character"))
                : Optional.empty();
    }

    /** The same for prompts of the same words, whatever their case and punctuation, with the same replies. */
    private static long fingerprint(ImportedExample example) {
        String prompt = example.prompt().stream().map(Turn::content).map(Words::joined)
                .collect(Collectors.joining("\n"));
        return Sha256.fingerprint(
                prompt + "\n\n" + example.reply() + "\n\n" + example.rejected().orElse("") + (example.undesired() ? "\n\nundesired" : "")
                        + (example instanceof ImportedExample.Conversation whole && !whole.passedOver().isEmpty()
                                ? "\n\nwithout " + whole.passedOver()
                                : ""));
    }
}
