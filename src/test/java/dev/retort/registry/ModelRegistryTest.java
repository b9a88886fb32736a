package dev.retort.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.model.ModelConfig;
import dev.retort.model.ModelFolderException;
import dev.retort.model.Precision;
import dev.retort.model.Safetensors;
import dev.retort.model.Tensor;
import dev.retort.model.Weights;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

class ModelRegistryTest {
    private static final Path MODEL = Path.of("src/test/resources/tiny-gpt2/model");
    private static final Instant CREATED = Instant.parse("2026-03-01T10:00:00.123Z");

    @TempDir
    Path temp;
    Path store;
    ModelRegistry registry;

    @BeforeEach
    void openStore() throws IOException {
        store = temp.resolve("store");
        registry = new ModelRegistry(store);
    }

    @Test
    void aPublishedModelComesBackWithItsWeightsAndManifest() throws IOException {
        ManifestDraft draft = new ManifestDraft(Optional.of(new VersionId("v-0123456789ab")), CREATED, "run:r-7", Optional.of("d1"),
                Map.of("learningRate", 3e-4, "epochs", 3), Map.of("perplexity", 12.5));
        Manifest published = registry.publish(MODEL, draft);

        VersionFolder opened = registry.open(published.id());

        assertThat(opened.manifest()).isEqualTo(published).isEqualTo(registry.read(published.id()));
        assertThat(opened.folder()).isEqualTo(store.toAbsolutePath().resolve(published.id().value()));
        assertThat(published.parent()).contains(new VersionId("v-0123456789ab"));
        assertThat(published.created()).isEqualTo(CREATED);
        assertThat(published.datasetDigest()).contains("d1");
        assertThat(published.hyperparameters()).containsEntry("epochs", 3).containsEntry("learningRate", 3e-4);
        assertThat(published.files()).containsKeys("config.json", "model.safetensors", "tokenizer.json", "vocab.json", "merges.txt");
        assertSameWeights(MODEL, opened.folder());
    }

    @Test
    void theSameContentIsTheSameVersionAndKeepsItsFirstManifest() throws IOException {
        Manifest first = registry.publish(MODEL, ManifestDraft.base(CREATED));
        Manifest again = registry.publish(MODEL, new ManifestDraft(Optional.empty(), CREATED.plusSeconds(60), "import", Optional.empty(),
                Map.of(), Map.of()));
        Manifest copyOfTheCopy = registry.publish(registry.open(first.id()).folder(), ManifestDraft.base(CREATED.plusSeconds(90)));

        assertThat(again).isEqualTo(first);
        assertThat(copyOfTheCopy).isEqualTo(first);
        assertThat(registry.list()).containsExactly(first);
        assertThat(names()).containsExactly(".lock", first.id().value());
    }

    @Test
    void otherWeightsAreAnotherVersionAndTheListIsInOrderOfTime() throws IOException {
        Manifest later = registry.publish(MODEL, ManifestDraft.base(CREATED));
        Manifest earlier = registry.publish(changedModel(Precision.F32), ManifestDraft.base(CREATED.minusSeconds(1)));

        assertThat(earlier.id()).isNotEqualTo(later.id());
        assertThat(registry.list()).containsExactly(earlier, later);
    }

    @Test
    void aHalfPrecisionModelIsWidened() throws IOException {
        Path half = changedModel(Precision.F16);
        ObjectMapper json = new ObjectMapper();
        ObjectNode config = (ObjectNode) json.readTree(half.resolve("config.json").toFile());
        Files.writeString(half.resolve("config.json"), config.put("dtype", "float16").toString());

        VersionFolder opened = registry.open(registry.publish(half, ManifestDraft.base(CREATED)).id());

        String header = new String(Files.readAllBytes(opened.folder().resolve("model.safetensors")), 8, 4000, StandardCharsets.UTF_8);
        assertThat(header).contains("\"F32\"").doesNotContain("\"F16\"");
        assertThat(json.readTree(opened.folder().resolve("config.json").toFile()).path("dtype").asText()).isEqualTo("float32");
        assertSameWeights(half, opened.folder());
    }

    @Test
    void theSameWeightsAreTheSameContentHoweverTheyWereStored() throws IOException {
        Path rewritten = copy(MODEL);
        Weights.read(MODEL, ModelConfig.read(MODEL)).write(rewritten, Precision.F32);
        Path bare = copy(MODEL); // without the names' prefix, in another order, as openai-community/gpt2 has them
        Map<String, Tensor> tensors = new TreeMap<>();
        Weights.read(MODEL, ModelConfig.read(MODEL)).tensors()
                .forEach((name, tensor) -> tensors.put(name.replace("transformer.", ""), tensor));
        Safetensors.write(bare.resolve("model.safetensors"), tensors, Precision.F32);

        Manifest manifest = registry.publish(MODEL, ManifestDraft.base(CREATED));

        assertThat(registry.publish(rewritten, ManifestDraft.base(CREATED))).isEqualTo(manifest);
        assertThat(registry.publish(bare, ManifestDraft.base(CREATED))).isEqualTo(manifest);
    }

    @Test
    void aChangedByteIsFoundInEveryFileAndTheFileNamed() throws IOException {
        Manifest manifest = registry.publish(MODEL, ManifestDraft.base(CREATED));
        Path folder = registry.open(manifest.id()).folder();
        for (String name : manifest.files().keySet()) {
            byte[] good = Files.readAllBytes(folder.resolve(name));
            byte[] bad = good.clone();
            bad[bad.length / 2] ^= 1;
            Files.write(folder.resolve(name), bad);

            assertDamaged(manifest.id(), name, "has other bytes than were published");

            Files.write(folder.resolve(name), good);
        }
        assertThat(registry.open(manifest.id()).manifest()).isEqualTo(manifest);
    }

    @Test
    void aMissingAnExtraAndALinkedFileAreRefused() throws IOException {
        VersionId id = registry.publish(MODEL, ManifestDraft.base(CREATED)).id();
        Path folder = registry.open(id).folder();
        Files.writeString(folder.resolve("pytorch_model.bin"), "x");
        assertDamaged(id, "pytorch_model.bin", "was not published with this version");
        Files.delete(folder.resolve("pytorch_model.bin"));

        Files.move(folder.resolve("merges.txt"), temp.resolve("merges.txt"));
        assertDamaged(id, "merges.txt", "is missing");
        Files.createSymbolicLink(folder.resolve("merges.txt"), temp.resolve("merges.txt"));
        assertDamaged(id, "merges.txt", "is not a regular file");
    }

    @Test
    void aTamperedManifestIsRefused() throws IOException {
        Manifest manifest = registry.publish(MODEL, ManifestDraft.base(CREATED));
        Path file = registry.open(manifest.id()).folder().resolve("manifest.json");
        String good = Files.readString(file);

        Files.writeString(file, good.replace("\"merges.txt\"", "\"../../merges.txt\""));
        assertDamaged(manifest.id(), "manifest.json", "names a file that is no plain file name");
        Files.writeString(file, good.replace(manifest.files().get("merges.txt"), "0".repeat(64)));
        assertDamaged(manifest.id(), "manifest.json", "lists the files of another version");
        Files.writeString(file, good.substring(0, 40));
        assertDamaged(manifest.id(), "manifest.json", "is not a manifest");
        Files.writeString(file, "null");
        assertDamaged(manifest.id(), "manifest.json", "is not a manifest");
        Files.writeString(file, "{\"id\": \"" + manifest.id() + "\"}");
        assertDamaged(manifest.id(), "manifest.json", "is not a manifest");
        assertThat(registry.list()).isEmpty();
        Files.delete(file);
        assertDamaged(manifest.id(), "manifest.json", "is missing");
    }

    @Test
    void aDamagedVersionIsReplacedWhenItsModelIsPublishedAgain() throws IOException {
        Manifest manifest = registry.publish(MODEL, ManifestDraft.base(CREATED));
        Path weights = registry.open(manifest.id()).folder().resolve("model.safetensors");
        Files.write(weights, new byte[8]);

        registry.publish(MODEL, ManifestDraft.base(CREATED));

        assertThat(registry.open(manifest.id()).manifest()).isEqualTo(manifest);
        assertThat(names()).anyMatch(name -> name.startsWith(".damaged-" + manifest.id()));
    }

    @Test
    void whatADeadPublisherLeftIsSweptAtTheNextStart() throws IOException {
        Path left = Files.createDirectories(store.resolve(".incoming-1"));
        Files.writeString(left.resolve("model.safetensors"), "half of it");

        assertThat(registry.list()).isEmpty();
        new ModelRegistry(store);

        assertThat(left).doesNotExist();
    }

    @Test
    void whatAnotherProcessIsPublishingIsNotSwept() throws Exception {
        Path incoming = Files.createDirectories(store.resolve(".incoming-1"));
        Process other = start(HoldStore.class);
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("held");
            new ModelRegistry(store);
            assertThat(incoming).exists();
        } finally {
            other.outputWriter().close(); // ends it
            other.waitFor();
        }
        new ModelRegistry(store);
        assertThat(incoming).doesNotExist();
    }

    @Test
    void aFolderThatIsNoModelIsRefusedAndLeavesNothing() throws IOException {
        Path folder = copy(MODEL);
        Files.delete(folder.resolve("model.safetensors"));

        assertThatThrownBy(() -> registry.publish(folder, ManifestDraft.base(CREATED))).isInstanceOf(ModelFolderException.class)
                .hasMessageContaining("model.safetensors").hasMessageContaining("is missing");
        assertThat(names()).containsExactly(".lock");
    }

    @Test
    void aFolderWhoseTokenizerDoesNotFitIsRefusedAndLeavesNothing() throws IOException {
        Path folder = copy(MODEL);
        Path tokenizer = folder.resolve("tokenizer.json");
        Files.writeString(tokenizer, Files.readString(tokenizer).replace("\"id\": 299", "\"id\": 300"));
        Path settings = folder.resolve("tokenizer_config.json");
        Files.writeString(settings, Files.readString(settings).replace("\"299\"", "\"300\""));

        assertThatThrownBy(() -> registry.publish(folder, ManifestDraft.base(CREATED))).isInstanceOf(ModelFolderException.class)
                .hasMessage("tokenizer.json: has 301 tokens, but the model's vocab_size in config.json is 300");
        assertThat(names()).containsExactly(".lock");
    }

    @Test
    void aVersionCarriesItsConversationsWithoutBeingAnotherOne() throws IOException {
        Path folder = copy(MODEL);
        Files.writeString(Files.createDirectory(folder.resolve("retort")).resolve("replay.jsonl"), "{\"messages\": []}\n");
        Files.writeString(folder.resolve("retort").resolve("notes.txt"), "not to be copied");
        Manifest manifest = registry.publish(folder, ManifestDraft.base(CREATED));
        assertThat(manifest.conversations()).containsOnlyKeys("replay.jsonl");
        assertThat(manifest.id())
                .isEqualTo(new ModelRegistry(copy(MODEL).resolve("other")).publish(MODEL, ManifestDraft.base(CREATED)).id());
        Path own = registry.open(manifest.id()).folder().resolve("retort");
        assertThat(own.resolve("replay.jsonl")).hasContent("{\"messages\": []}\n");
        assertThat(own.resolve("notes.txt")).doesNotExist();

        Files.writeString(own.resolve("more.jsonl"), "");
        assertThatThrownBy(() -> registry.open(manifest.id())).isInstanceOf(DamagedVersionException.class)
                .hasMessageContaining("retort/more.jsonl was not published with this version");
        Files.delete(own.resolve("more.jsonl"));
        Files.writeString(own.resolve("replay.jsonl"), "{}\n");
        assertThatThrownBy(() -> registry.open(manifest.id())).isInstanceOf(DamagedVersionException.class)
                .hasMessageContaining("retort/replay.jsonl is missing or has other bytes than were published");
    }

    @Test
    void aManifestThatKnowsNothingOfConversationsIsRead() throws IOException {
        Manifest manifest = registry.publish(MODEL, ManifestDraft.base(CREATED));
        Path file = registry.open(manifest.id()).folder().resolve("manifest.json");
        String text = Files.readString(file);
        assertThat(text).containsPattern(",\\s*\"conversations\" : \\{ }");
        Files.writeString(file, text.replaceFirst(",\\s*\"conversations\" : \\{ }", ""));
        assertThat(registry.open(manifest.id()).manifest()).isEqualTo(manifest);
    }

    @Test
    void manyPublishersOfTheSameAndOtherModelsDoNotDisturbEachOther() throws Exception {
        Path other = changedModel(Precision.F32);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Manifest>> published = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Path model = i % 2 == 0 ? MODEL : other;
                published.add(threads.submit(() -> new ModelRegistry(store).publish(model, ManifestDraft.base(CREATED))));
            }
            for (Future<Manifest> manifest : published) {
                assertThat(registry.open(manifest.get().id()).manifest()).isEqualTo(manifest.get());
            }
        } finally {
            threads.shutdown();
        }
        assertThat(registry.list()).hasSize(2);
    }

    @Test
    void twoProcessesGiveTheSameModelTheSameNameAndPublishItOnce() throws Exception {
        Process other = start(PublishModel.class);
        Manifest here = registry.publish(MODEL, ManifestDraft.base(CREATED));

        assertThat(other.inputReader().readLine()).isEqualTo(here.id().value());
        assertThat(other.waitFor()).isZero();
        assertThat(registry.list()).containsExactly(registry.open(here.id()).manifest());
    }

    @Test
    void namesThatCouldLeaveTheStoreAreNoVersions() {
        for (String name : List.of("..", "v-../../etc/passwd", "v-0123456789AB", "v-0123456789ab/", "", "v-0123456789ab\n")) {
            assertThatThrownBy(() -> new VersionId(name)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is not a version");
        }
        VersionId unknown = new VersionId("v-000000000000");
        assertThatThrownBy(() -> registry.open(unknown)).isInstanceOf(UnknownVersionException.class).hasMessageContaining("v-000000000000");
        assertThatThrownBy(() -> registry.read(unknown)).isInstanceOf(UnknownVersionException.class);
    }

    @Test
    void theModelCardTellsLineageMethodAndFigures() throws IOException {
        Map<String, Object> rule = Map.of("rule", "correctionPerplexity", "candidate", 8.123456, "outcome", "PASSED");
        Manifest manifest = registry.publish(MODEL, ManifestDraft.run("r-7", new VersionId("v-0123456789ab"), CREATED, "d1",
                Map.of("learningRate", 3e-4), Map.of("loss", 1.23456, "verdict", Map.of("verdict", "accepted", "rules", List.of(rule)))));

        String card = Files.readString(registry.open(manifest.id()).folder().resolve("README.md"));

        assertThat(card).startsWith("---\nlibrary_name: transformers\n").contains("\nbase_model: v-0123456789ab\n",
                "\norigin: \"run:r-7\"\n", "\ndataset_digest: \"d1\"\n", "| learningRate | 0.0003000 |", "| loss | 1.235 |", "### verdict",
                "| verdict | accepted |", "8.123", "correctionPerplexity", "2 layers, 2 heads, width 32");
    }

    @Test
    void theModelCardHasHuggingFacesFieldsAndComparesWithTheParent() throws IOException {
        Path base = copy(MODEL);
        Files.writeString(base.resolve("README.md"), "---\nlicense: apache-2.0\nlanguage: [en, nl]\n---\n# Base\n");
        VersionId parent = registry.publish(base, ManifestDraft.base(CREATED)).id();
        Map<String, Object> champion = Map.of("corrections", Map.of("perplexity", 9.5), "bias",
                List.of(Map.of("family", "religion", "probes", 40, "meanAbsoluteDifference", 0.031)));
        Map<String, Object> candidate = Map.of("corrections", Map.of("perplexity", 1.75), "likeness", Map.of("rougeL", 0.5), "bias",
                List.of(Map.of("family", "religion", "probes", 40, "meanAbsoluteDifference", 0.042)));
        Path tuned = changedModel(Precision.F32);

        Manifest manifest = registry.publish(tuned, ManifestDraft.run("r-7", parent, CREATED, "d1", Map.of("epochs", 3),
                Map.of("evaluation", Map.of("champion", champion, "candidate", candidate))));

        String card = Files.readString(registry.open(manifest.id()).folder().resolve("README.md"));
        Map<String, Object> header = new Yaml().load(card.split("---\n")[1]);
        assertThat(header).containsEntry("license", "apache-2.0").containsEntry("language", List.of("en", "nl"))
                .containsEntry("base_model", parent.value()).containsEntry("datasets", List.of("retort/d1"))
                .containsEntry("metrics", List.of("perplexity", "rouge")).containsKey("model-index");
        assertThat(header.get("model-index").toString()).contains("name=" + manifest.id(), "Perplexity of corrected replies", "value=1.75",
                "type=text-generation", "type=retort/d1");
        assertThat(card).contains("| Perplexity of corrected replies | 1.750 | 9.500 |", "| ROUGE-L of greedy replies | 0.5000 |  |",
                "## Bias", "| religion | 40 | 0.04200 (0.03100) |", "## Lineage", "## Data", "## Method", "## Limits");
    }

    /** Another process: holds a store until its input ends. */
    static final class HoldStore {
        public static void main(String[] store) throws IOException {
            try (StoreLock held = StoreLock.acquire(Path.of(store[0]))) {
                System.out.println("held");
                System.in.read();
            }
        }
    }

    /** Another process: publishes and prints the version. */
    static final class PublishModel {
        public static void main(String[] store) throws IOException {
            System.out.println(new ModelRegistry(Path.of(store[0])).publish(MODEL, ManifestDraft.base(CREATED)).id());
        }
    }

    private Process start(Class<?> program) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Dai.djl.offline=true", "-cp",
                System.getProperty("java.class.path"), program.getName(), store.toString()).redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void assertDamaged(VersionId id, String file, String problem) {
        assertThatThrownBy(() -> registry.open(id)).isInstanceOfSatisfying(DamagedVersionException.class, e -> {
            assertThat(e.file()).isEqualTo(file);
            assertThat(e).hasMessageContaining(id.value()).hasMessageContaining(file + " " + problem);
            assertThat(e.getMessage().lines()).hasSize(1);
        });
    }

    private static void assertSameWeights(Path expected, Path actual) throws IOException {
        Map<String, Tensor> wanted = Weights.read(expected, ModelConfig.read(expected)).tensors();
        Map<String, Tensor> found = Weights.read(actual, ModelConfig.read(actual)).tensors();
        assertThat(found.keySet()).isEqualTo(wanted.keySet());
        wanted.forEach((name, tensor) -> assertThat(found.get(name).floats()).as(name).isEqualTo(tensor.floats()));
    }

    /** The model with one more decimal here and there, so that it is another one. */
    private Path changedModel(Precision precision) throws IOException {
        Path folder = copy(MODEL);
        Weights weights = Weights.read(folder, ModelConfig.read(folder));
        weights.get("transformer.ln_f.bias").floats().put(0, 0.123f);
        weights.write(folder, precision);
        return folder;
    }

    private Path copy(Path model) throws IOException {
        Path folder = Files.createTempDirectory(temp, "model");
        try (Stream<Path> files = Files.list(model)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        return folder;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(store)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
