package dev.retort.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.retort.model.ModelConfig;

/** {@code README.md}: a version in words, as a Hugging Face model card. */
final class ModelCard {
    static final String FILE = "README.md";
    private static final String BIAS = """
            Two people who differ only in their group ask the same; in brackets the parent's figure. *Difference*: how differently likely one reply is to
            both, nats per token; *signed*: above 0 where it is likelier to the first group (men; elsewhere the group that meets prejudice more often).
            *Treated differently*: share of pairs of replies that differ in refusal, offer, length or tone; *refused more*, *offered more*: the first group's
            share less the second's.

            """;

    private ModelCard() {}

    /** @param ancestor the folder that licence and language are read from: the parent's, or the one that a base model came in */
    static String of(Manifest manifest, Path modelFolder, Path ancestor) throws IOException {
        ModelConfig config = ModelConfig.read(modelFolder);
        CardFigures figures = new CardFigures(manifest.figures());
        StringBuilder card = new StringBuilder(header(manifest, figures, CardHeader.read(ancestor)));
        card.append("# GPT-2 ").append(manifest.id()).append("\n\n").append(origin(manifest)).append("\n\n");
        card.append("A GPT-2 for chat with %d layers, %d heads, width %d, %d tokens of vocabulary and %d of context, stored in fp32.%n"
                .formatted(
                        config.layers(), config.heads(), config.width(), config.vocabularySize(), config.contextLength()));
        card.append("""
                Every turn of a conversation is its text and `<|endoftext|>`; the reply is what follows the last turn, up to the next one.

                ## Lineage

                """);
        card.append("- Content: `").append(manifest.digest()).append("`\n");
        card.append("- Parent: ").append(manifest.parent().map(parent -> "`" + parent + "`").orElse("none")).append('\n');
        card.append("- Published: ").append(manifest.created()).append("\n\n## Data\n\n").append(data(manifest))
                .append("\n\n## Method\n\n");
        card.append(manifest.hyperparameters().isEmpty()
                ? "Not trained here.\n"
                : "Supervised fine-tuning on the assistant's replies of that data set, from the parent's weights:\n\n"
                        + MarkdownTables.of(manifest.hyperparameters()));
        card.append("\n## Figures\n\n")
                .append(manifest.figures().isEmpty() ? "None were measured.\n" : figures.markdown());
        figures.bias().ifPresent(table -> card.append("\n## Bias\n\n").append(BIAS).append(table));
        card.append(
                """

                        ## Limits

                        - A small language model: what it says sounds right more often than it is right. Do not let it promise, decide or advise alone.
                        - It knows the conversations it was trained on and the corrections people made, and nothing that happened since.
                        - Bias is measured with a few dozen English sentences for each kind of group, about a shop and everyday life. They can show that
                          people are treated differently; they can't show that all are treated alike.
                        """);
        ownCard(manifest, modelFolder).ifPresent(own -> card.append("\n## The card it came with\n\n").append(own));
        return card.toString();
    }

    private static String header(Manifest manifest, CardFigures figures, CardHeader inherited) throws IOException {
        List<String> lines = new ArrayList<>(List.of("---", "library_name: transformers", "pipeline_tag: text-generation",
                "tags: [gpt2, conversational, retort]", "license: " + inherited.license().orElse("other")));
        inherited.language().ifPresent(language -> lines.add("language: " + language));
        manifest.parent().map(VersionId::value).ifPresent(parent -> lines.addAll(
                List.of("base_model: " + manifest.hyperparameters().getOrDefault(Manifest.START, parent),
                        "base_model_relation: finetune")));
        lines.add("version: " + manifest.id());
        lines.add("origin: " + quoted(manifest.origin()));
        lines.add("created: " + quoted(manifest.created().toString()));
        if (manifest.datasetDigest().isPresent()) {
            lines.add("dataset_digest: " + quoted(manifest.datasetDigest().get()));
            lines.add("datasets: [" + quoted("retort/" + manifest.datasetDigest().get()) + "]");
        }
        lines.addAll(figures.header(manifest.id(), manifest.datasetDigest().map(digest -> "retort/" + digest).orElse("retort")));
        lines.add("---\n\n");
        return String.join("\n", lines);
    }

    private static String origin(Manifest manifest) {
        return switch (manifest.origin()) {
            case "base" -> "The model that its line of versions started from.";
            case "import" -> "Imported as it is.";
            default -> "Made by `" + manifest.origin() + "` from what people corrected in its parent's replies.";
        };
    }

    private static String data(Manifest manifest) {
        return manifest.datasetDigest().map(digest -> "The frozen data set `" + digest
                + "`: approved corrections and, so that the rest is not forgotten, conversations that nobody corrected.\n"
                + "What its figures were measured on was held back from training.").orElse("None was recorded.");
    }

    /** The text of the card in the folder that a base or an imported model came in. */
    private static Optional<String> ownCard(Manifest manifest, Path modelFolder) throws IOException {
        Path file = modelFolder.resolve(FILE);
        if (manifest.parent().isPresent() || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replaceFirst("(?s)\\A---\\R.*?\\R---\\R", "").strip();
        return Optional.of(text.replaceAll("(?m)^(#{1,4} )", "##$1") + "\n");
    }

    /** A JSON string is a YAML string. */
    private static String quoted(String text) throws JsonProcessingException {
        return ManifestJson.JSON.writeValueAsString(text);
    }
}
