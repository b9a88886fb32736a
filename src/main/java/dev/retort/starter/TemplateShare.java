package dev.retort.starter;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.retort.model.Turn;

/**
 * Figures on how the conversations come of the writing.
 *
 * @param lines written phrasings in all scenarios
 * @param varying those of them with slots or alternatives
 * @param turns turns of all conversations
 * @param differentTurns different texts among them
 * @param literalTurns share of the turns that are a written line as it stands
 */
record TemplateShare(int lines, int varying, int turns, int differentTurns, double literalTurns) {
    static TemplateShare of(List<Scenario> scenarios, Corpus corpus) {
        Set<String> lines = new HashSet<>();
        scenarios.forEach(scenario -> scenario.exchanges().forEach(exchange -> {
            lines.addAll(exchange.customer());
            lines.addAll(exchange.agent());
        }));
        List<String> texts = corpus.conversations().stream().flatMap(conversation -> conversation.turns().stream()).map(Turn::content)
                .toList();
        return new TemplateShare(lines.size(), (int) lines.stream().filter(Phrase::varies).count(), texts.size(),
                new HashSet<>(texts).size(),
                (double) texts.stream().filter(lines::contains).count() / texts.size());
    }
}
