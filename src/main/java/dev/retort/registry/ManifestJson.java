package dev.retort.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/** {@code manifest.json}: read with suspicion, since its names become paths and its digests decide what may be loaded. */
final class ManifestJson {
    static final String FILE = "manifest.json";
    static final ObjectMapper JSON = JsonMapper.builder().addModule(new Jdk8Module()).addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES).build();
    /** One plain name: no separator, no leading dot, nothing that could leave the folder. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private ManifestJson() {}

    static void write(Path file, Manifest manifest) throws IOException {
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(manifest) + "\n");
    }

    /** Reads a version folder's manifest; what it says about the files fits the version's name when this returns. */
    static Manifest read(Path folder, VersionId id) throws DamagedVersionException {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new DamagedVersionException(folder, FILE, "is missing");
        }
        Manifest manifest = parse(folder, file);
        for (Map.Entry<String, String> entry : manifest.files().entrySet()) {
            if (!NAME.matcher(entry.getKey()).matches()) {
                throw new DamagedVersionException(folder, FILE, "names a file that is no plain file name: " + quoted(entry.getKey()));
            }
            if (!SHA_256.matcher(entry.getValue()).matches()) {
                throw new DamagedVersionException(folder, FILE, "has no SHA-256 for " + entry.getKey());
            }
        }
        String digest = Digests.ofNames(new TreeMap<>(manifest.files()));
        if (!digest.equals(manifest.digest()) || !VersionId.of(digest).equals(id) || !manifest.id().equals(id)) {
            throw new DamagedVersionException(folder, FILE,
                    "lists the files of another version: " + VersionId.of(digest) + ", expected " + id);
        }
        return manifest;
    }

    private static Manifest parse(Path folder, Path file) throws DamagedVersionException {
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            if (!json.isObject()) {
                throw new DamagedVersionException(folder, FILE, "is not a manifest: no JSON object");
            }
            if (!json.has("conversations")) { // of a version that was published without any
                ((ObjectNode) json).putObject("conversations");
            }
            return JSON.treeToValue(json, Manifest.class);
        } catch (DamagedVersionException e) {
            throw e;
        } catch (JsonProcessingException e) {
            throw new DamagedVersionException(folder, FILE, "is not a manifest: " + e.getOriginalMessage().replaceAll("(?s)[;\\n].*", ""));
        } catch (IOException e) {
            throw new DamagedVersionException(folder, FILE, "can't be read: " + e);
        }
    }

    private static String quoted(String name) {
        return "\"" + name.substring(0, Math.min(60, name.length())).replaceAll("[^\\x20-\\x7e]", "?") + "\"";
    }
}
