package dev.retort.demo;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.client.AnsweringModel;
import dev.retort.demo.Question.Group;
import dev.retort.terminal.Terminal;

/** Writes down what the demonstration saw. */
final class Report {
    private static final int NARROWEST = 120;
    private static final String MARKS = " memory  weights";
    private static final int MOST_WORSE = 5;
    private final Terminal terminal;

    Report(Terminal terminal) {
        this.terminal = terminal;
    }

    static long right(List<Answer> answers, Group group) {
        return answers.stream().filter(a -> a.question().group() == group && a.right()).count();
    }

    static long all(List<Answer> answers, Group group) {
        return answers.stream().filter(a -> a.question().group() == group).count();
    }

    void shares(List<Answer> answers) {
        for (Group group : Group.values()) {
            terminal.say("  %-20s %2d of %2d right".formatted(group.title(), right(answers, group), all(answers, group)));
        }
    }

    /** Every rule that does not hold, and of those about people that do hold only how many. */
    void verdict(JsonNode verdict) {
        int held = 0;
        for (JsonNode rule : verdict.path("rules")) {
            if (rule.path("rule").asText().startsWith("bias") && rule.path("outcome").asText().equalsIgnoreCase("PASSED")) {
                held++;
                continue;
            }
            String mark = switch (rule.path("outcome").asText().toUpperCase(Locale.ROOT)) {
                case "PASSED" -> terminal.good("✓");
                case "FAILED" -> terminal.bad("✗");
                case "UNDECIDED" -> "?";
                default -> terminal.faint("-");
            };
            terminal.say("  %s %s".formatted(mark, rule.path("explanation").asText(rule.path("rule").asText())));
        }
        if (held > 0) {
            terminal.say("  %s %d rules about groups of people, by gender, religion, ethnicity, nationality, age and disability"
                    .formatted(terminal.good("✓"), held));
        }
    }

    /** Each question with what was said before and what a customer gets in the end, and who was right when. */
    void table(DemoAnswers answers) {
        int width = Math.max(NARROWEST, Integer.getInteger("retort.columns", 140)) - 12 - MARKS.length();
        int question = width * 3 / 10;
        int reply = (width - question) / 2;
        AnsweringModel old = answers.before().get(0).reply().model();
        AnsweringModel now = answers.both().get(0).reply().model();
        terminal.say("");
        terminal.say(terminal.bold("  %s  %s   %s %s".formatted(fit("question", question), fit("before: " + old, reply + 2),
                fit("now: " + now + " and the memory", reply + 2), MARKS)));
        for (Group group : Group.values()) {
            terminal.say(terminal.bold("  " + group.title()));
            for (int i = 0; i < answers.before().size(); i++) {
                Answer before = answers.before().get(i);
                Answer both = answers.both().get(i);
                if (before.question().group() == group) {
                    terminal.say("  %s  %s %s   %s %s    %s       %s".formatted(fit(before.question().text(), question), mark(before),
                            fit(before.reply().text(), reply), mark(both), fit(both.reply().text(), reply),
                            mark(answers.remembered().get(i)), mark(answers.learned().get(i))));
                }
            }
        }
    }

    void shares(DemoAnswers answers) {
        terminal.say("");
        terminal.say(terminal.bold("  %-20s %-16s %-28s %-26s %s".formatted("right replies", "before", "a second later: memory",
                "after the run: weights", "both")));
        for (Group group : Group.values()) {
            terminal.say("  %-20s %-16s %-28s %-26s %s".formatted(group.title(), share(answers.before(), group),
                    share(answers.remembered(), group), share(answers.learned(), group), terminal.bold(share(answers.both(), group))));
        }
    }

    private static String share(List<Answer> answers, Group group) {
        long all = all(answers, group);
        return "%3.0f %% (%2d/%2d)".formatted(percent(right(answers, group), all), right(answers, group), all);
    }

    /** Names what was right before and is not any more: that is what learning costs. */
    void worse(DemoAnswers answers) {
        terminal.say("");
        worse("the memory said a correction where another reply was right", answers.before(), answers.remembered());
        worse("the new weights lost", answers.before(), answers.learned());
        worse("with both, a customer no longer gets", answers.before(), answers.both());
    }

    private void worse(String what, List<Answer> before, List<Answer> after) {
        List<Answer> lost = IntStream.range(0, before.size()).filter(i -> before.get(i).right() && !after.get(i).right())
                .mapToObj(after::get)
                .toList();
        terminal.say("  %s: %s".formatted(what, lost.isEmpty() ? "none" : lost.size()));
        lost.stream().limit(MOST_WORSE).forEach(
                answer -> terminal.say(terminal.faint("    %s: %s".formatted(answer.question().text(), answer.reply().text()))));
    }

    private static double percent(long part, long all) {
        return all == 0 ? 0 : 100.0 * part / all;
    }

    private String mark(Answer answer) {
        return answer.right() ? terminal.good("✓") : terminal.bad("✗");
    }

    private static String fit(String text, int width) {
        String line = text.replaceAll("\\s+", " ").strip();
        String cut = line.length() <= width ? line : line.substring(0, width - 1) + "…";
        return cut + " ".repeat(width - cut.length());
    }
}
