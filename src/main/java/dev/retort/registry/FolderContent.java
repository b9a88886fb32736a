package dev.retort.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.retort.model.Weights;

/** The content of a model folder that is no version: what would be published of it. */
public final class FolderContent {
    private FolderContent() {}

    /**
     * Reads the configuration, the tokenizer's files and the weights as they are stored, and nothing else that lies beside them.
     *
     * @return name to SHA-256, as lower-case hex
     * @throws dev.retort.model.ModelFolderException if there are no weights that can be read
     */
    public static SortedMap<String, String> of(Path folder) throws IOException {
        SortedMap<String, String> digests = new TreeMap<>();
        for (String name : ModelFiles.DESCRIBING) {
            if (Files.exists(folder.resolve(name))) {
                digests.put(name, Digests.ofContent(folder.resolve(name)));
            }
        }
        for (String name : Weights.files(folder)) {
            digests.put(name, Digests.ofContent(folder.resolve(name)));
        }
        return digests;
    }
}
