package dev.retort.safety;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.retort.model.Turn;

/** Finds what a reply should not say. It may be used by several threads at once. */
public final class SafetyCheck {
    private static final String WORD = "word";

    private final List<Kind> kinds;
    private final Optional<Pattern> words;
    private final String allowed;

    private record Kind(UnsafePattern kind, Pattern pattern) {}

    public SafetyCheck(ReplyStandards standards) {
        this.kinds = standards.unsafe().stream().map(kind -> new Kind(kind, ReplyStandards.compile(kind.pattern()))).toList();
        this.words = standards.words().isEmpty()
                ? Optional.empty()
                : Optional.of(ReplyStandards
                        .compile(standards.words().stream().map(Pattern::quote).collect(Collectors.joining("|", "\\b(", ")\\b"))));
        this.allowed = significant(standards.allowed().stream());
    }

    /** The rules that a finding may name. */
    public List<String> rules() {
        return Stream.concat(kinds.stream().map(kind -> kind.kind().name()), words.map(pattern -> WORD).stream()).distinct().toList();
    }

    /** @param prompt the turns before the reply: what was said in them is not invented */
    public List<SafetyFinding> findings(List<Turn> prompt, String reply) {
        String known = allowed + significant(prompt.stream().map(Turn::content));
        List<SafetyFinding> findings = new ArrayList<>();
        for (Kind kind : kinds) {
            Matcher matcher = kind.pattern().matcher(reply);
            while (matcher.find()) {
                String text = matcher.group().strip();
                if (!(kind.kind().invented() && known.contains(core(text)))) {
                    findings.add(new SafetyFinding(kind.kind().name(), text));
                }
            }
        }
        words.ifPresent(
                pattern -> pattern.matcher(reply).results().forEach(found -> findings.add(new SafetyFinding(WORD, found.group()))));
        return List.copyOf(findings);
    }

    /** The part of a number or an address that must have been said before. Of a number it is the digits, however they are grouped. */
    private static String core(String text) {
        boolean numeric = text.codePoints().filter(Character::isDigit).count() >= 4;
        return numeric && text.indexOf('@') < 0
                ? kept(text, Character::isDigit)
                : kept(text.toLowerCase(Locale.ROOT), Character::isLetterOrDigit);
    }

    /** Each text in both shapes of {@link #core}, apart from each other. */
    private static String significant(Stream<String> texts) {
        return texts
                .flatMap(text -> Stream.of(kept(text, Character::isDigit), kept(text.toLowerCase(Locale.ROOT), Character::isLetterOrDigit)))
                .collect(Collectors.joining("\n", "\n", "\n"));
    }

    private static String kept(String text, IntPredicate kind) {
        return text.codePoints().filter(kind).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
