package dev.retort.starter;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.retort.model.ModelConfig;
import dev.retort.model.Role;
import dev.retort.model.Turn;
import dev.retort.model.Weights;

/** {@code README.md} of the starter model: a Hugging Face model card. */
final class StarterCard {
    private StarterCard() {}

    static String of(ModelConfig config, List<Scenario> scenarios, Corpus corpus, StarterFigures figures, List<List<Turn>> samples) {
        return """
                ---
                library_name: transformers
                pipeline_tag: text-generation
                language: en
                license: apache-2.0
                tags: [gpt2, conversational, retort]
                ---
                # Retort's starter model

                A small GPT-2 that answers customers of Larkhaven, an online shop that does not exist. It is what Retort serves until it has been taught
                something better, and it knows little on purpose: corrections teach it the rest.

                """
                + model(config) + data(scenarios, corpus, figures) + figures(figures)
                + """
                        ## Limits

                        - It knows the shop's facts of %d kinds of questions and nothing else. To most other questions it gives the answer to a known one, with
                          the same confidence: delivery outside the EU, gift wrapping, student discounts, opening hours, a phone number, matched prices, bulk
                          orders, old devices and spare parts are some of the things that it was never told.
                        - It says that it has "asked the delivery team" or "sent a new one": it has no tools, nothing of that happens.
                        - When it repeats an order number or a name, it often gets some of it wrong. Turns late in a longer conversation go wrong more often.
                        - English only. Written by few hands, so customers who write otherwise are understood less well.
                        - Customers' first names come from two lists of equal length and what is said to them does not depend on the list. Nothing else was done
                          about bias.

                        ## StarterSamples

                        Not selected: %d conversations at equal distances in the held-out set, the customer's turns as written, the replies greedy.

                        """
                        .formatted(scenarios.stream().filter(scenario -> scenario.split() == StarterSplit.TRAIN).count(), samples.size())
                + samples(samples);
    }

    private static String model(ModelConfig config) {
        long parameters = Weights.shapes(config).values().stream()
                .mapToLong(shape -> shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact))
                .sum();
        return String.format(Locale.ROOT,
                """
                        ## Model

                        %.2f million parameters, %d layers, %d heads, width %d, context %d, stored in fp16. Byte-level BPE with %d tokens, learned from the same
                        conversations. Every turn of a conversation is its text and `<|endoftext|>`; the reply is what follows the last turn, up to the next one.

                        Made again by `./retort starter --out FOLDER`, on a CPU; the corpus, the tokenizer and the trigram come out the same to the byte, the
                        weights up to the rounding of the machine.

                        """,
                parameters / 1e6, config.layers(), config.heads(), config.width(), config.contextLength(), config.vocabularySize());
    }

    private static String data(List<Scenario> scenarios, Corpus corpus, StarterFigures figures) {
        TemplateShare templates = figures.templates();
        return String.format(Locale.ROOT,
                """
                        ## Data

                        %d different conversations (%d to learn from, %d for validation, %d held out), %d tokens to learn from. SHA-256 of all of them:
                        `%s`.

                        **All of it is made from templates.** %d scenarios in 9 topics were written for this project, with the help of a language model, as %d
                        phrasings (`src/main/starter/`). Of these, %.0f %% have slots or alternatives. A program fills them, joins up to two scenarios, adds greetings and
                        thanks, and makes some customers type in lower case, with a slip or a word short. %d of %d turns differ; %.0f %% of the turns are a written phrasing as
                        it stands.

                        StarterSplit by scenario: no held-out conversation shares a scenario with training. The scenarios do share the shop and its way of speaking.
                        Share of the held-out word n-grams that occur in training: %s.

                        """,
                corpus.conversations().size(), corpus.of(StarterSplit.TRAIN).size(), corpus.of(StarterSplit.VALIDATION).size(),
                corpus.of(StarterSplit.HELD_OUT).size(),
                figures.trainTokens(), corpus.digest(), scenarios.size(), templates.lines(),
                100.0 * templates.varying() / templates.lines(),
                templates.differentTurns(), templates.turns(), 100 * templates.literalTurns(),
                figures.overlap().entrySet().stream()
                        .map(entry -> String.format(Locale.ROOT, "%d-grams %.0f %%", entry.getKey(), 100 * entry.getValue()))
                        .collect(Collectors.joining(", ")));
    }

    private static String figures(StarterFigures figures) {
        Pretraining method = figures.method();
        return String.format(Locale.ROOT,
                """
                        ## StarterFigures

                        | on %d held-out tokens | perplexity |
                        | --- | ---: |
                        | interpolated Kneser-Ney trigram, discount %.2f, same tokens | %.1f |
                        | this model | %.1f |
                        | this model, the agent's turns alone | %.1f |

                        The model is %.0f %% below the trigram. Each conversation's first token is given to both.

                        Trained for %d epochs (%d tokens, %d minutes) with AdamW, learning rate %s with a cosine, %d tokens a step, weight decay %s,
                        dropout %s. All tokens are learned; a customer's count 0.4. Perplexity on the validation scenarios after each epoch, so
                        weighted: %s. Where it rises, the model grows too sure of what it has seen often; so logits are divided by a temperature (in the last
                        layer norm), the one with which the validation scenarios are most probable. They are the
                        last epoch's weights, with temperature %.1f, perplexity %.1f: on held-out conversations an earlier epoch is as good, but the last one answers
                        more of what it is asked. That was seen in questions of the demonstration that are in no conversation, so the choice is not quite blind.

                        """,
                figures.heldOutTokens(), figures.discount(), figures.trigram(), figures.model(), figures.assistantTurns(),
                100 * figures.gain(),
                method.epochs(), figures.training().tokens(), figures.training().time().toMinutes(), method.learningRate(),
                method.batchTokens(),
                method.weightDecay(), method.dropout(),
                figures.training().validationLoss().stream().map(loss -> String.format(Locale.ROOT, "%.1f", Math.exp(loss)))
                        .collect(Collectors.joining(", ")),
                figures.chosen().temperature(), figures.chosen().perplexity());
    }

    private static String samples(List<List<Turn>> samples) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < samples.size(); i++) {
            text.append(i + 1).append(".\n");
            samples.get(i).forEach(turn -> text.append("   - ").append(turn.role() == Role.USER ? "Customer: " : "Model: ")
                    .append(turn.content().replace("\n", " ")).append('\n'));
        }
        return text.toString();
    }
}
