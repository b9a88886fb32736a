package dev.retort.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.Stream;

import dev.retort.artifacts.Folders;

/**
 * The model versions of an artifact store. A version is published once, whole or not at all, and never changed; which one serves is not known
 * here. Threads and processes may share a store: publishing is one at a time, reading is always possible.
 */
public final class ModelRegistry {
    private static final System.Logger LOG = System.getLogger(ModelRegistry.class.getName());
    private static final String INCOMING = ".incoming-";
    private static final String DAMAGED = ".damaged-";
    private final Path store;

    /**
     * Opens a store, creates it where there is none, and removes what publishers that died have left in it.
     *
     * @param store a directory
     * @throws IOException if the directory can't be created or written
     */
    public ModelRegistry(Path store) throws IOException {
        this.store = Files.createDirectories(store.toAbsolutePath().normalize());
        var lock = StoreLock.tryAcquire(this.store);
        if (lock.isPresent()) {
            try (StoreLock held = lock.get()) {
                sweep();
            }
        }
    }

    /**
     * Copies a Hugging Face model folder into the store: its weights in fp32, its configuration and tokenizer files, its own conversations
     * ({@code retort/replay.jsonl}, {@code retort/domain-gate.jsonl}), a manifest and a model card. The same content gives the same version: publishing it again changes nothing and returns the first manifest, unless the stored
     * folder is damaged, which is then put aside and replaced.
     *
     * @throws dev.retort.model.ModelFolderException if the folder is no GPT-2; the message names file and field or tensor
     */
    public Manifest publish(Path modelFolder, ManifestDraft draft) throws IOException {
        try (StoreLock held = StoreLock.acquire(store)) {
            sweep();
            Path incoming = Files.createDirectory(store.resolve(INCOMING + UUID.randomUUID()));
            try {
                SortedMap<String, String> files = ModelFiles.copy(modelFolder, incoming);
                Manifest manifest = Manifest.of(files, VersionConversations.copy(modelFolder, incoming), draft);
                Optional<Manifest> first = published(manifest.id());
                if (first.isPresent()) {
                    return first.get();
                }
                ManifestJson.write(incoming.resolve(ManifestJson.FILE), manifest);
                Files.writeString(incoming.resolve(ModelCard.FILE),
                        ModelCard.of(manifest, modelFolder, manifest.parent().map(this::folder).orElse(modelFolder)));
                Folders.publish(incoming, folder(manifest.id()));
                return manifest;
            } finally {
                Folders.delete(incoming);
            }
        }
    }

    /** The version if it is there and sound; a damaged one is put aside. */
    private Optional<Manifest> published(VersionId id) throws IOException {
        Path folder = folder(id);
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Verification.verify(folder, id));
        } catch (DamagedVersionException e) {
            Path aside = store.resolve(DAMAGED + id + "-" + UUID.randomUUID());
            LOG.log(System.Logger.Level.WARNING, "{0}; published again, the damaged folder is now {1}", e.getMessage(), aside);
            Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
            return Optional.empty();
        }
    }

    /** @throws UnknownVersionException if there is no such version, DamagedVersionException if its manifest is not as written */
    public Manifest read(VersionId id) throws IOException {
        return ManifestJson.read(existing(id), id);
    }

    /**
     * Verifies every file of a version and hands it out.
     *
     * @throws DamagedVersionException if a file is missing, extra, or has other bytes than were published
     * @throws UnknownVersionException if there is no such version
     */
    public VersionFolder open(VersionId id) throws IOException {
        Path folder = existing(id);
        return new VersionFolder(folder, Verification.verify(folder, id));
    }

    /**
     * The conversations that a version was made from, as JSON lines: its own, or those of the nearest of its ancestors that has some.
     *
     * @throws DamagedVersionException if they have other bytes than were published
     */
    public Optional<Path> replay(VersionId id) throws IOException {
        Manifest manifest = read(id);
        while (!VersionConversations.hasReplay(manifest.conversations())) {
            Optional<VersionId> parent = manifest.parent();
            if (parent.isEmpty()) {
                return Optional.empty();
            }
            manifest = read(parent.get());
        }
        return Optional.of(VersionConversations.replay(existing(manifest.id()), manifest.conversations()));
    }

    /** All versions, the oldest first; one whose manifest can't be read is left out and logged. */
    public List<Manifest> list() throws IOException {
        List<Manifest> manifests = new ArrayList<>();
        for (String name : names("v-")) {
            try {
                VersionId id = new VersionId(name);
                manifests.add(ManifestJson.read(folder(id), id));
            } catch (IllegalArgumentException | DamagedVersionException e) {
                LOG.log(System.Logger.Level.WARNING, "left out of the list of versions: {0}", e.getMessage());
            }
        }
        manifests.sort(Comparator.comparing(Manifest::created).thenComparing(manifest -> manifest.id().value()));
        return List.copyOf(manifests);
    }

    private Path existing(VersionId id) throws UnknownVersionException {
        Path folder = folder(id);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new UnknownVersionException(id, store);
        }
        return folder;
    }

    private Path folder(VersionId id) {
        return store.resolve(id.value());
    }

    /** With the lock held nobody is publishing, so an incoming folder is what a dead publisher left. */
    private void sweep() throws IOException {
        for (String name : names(INCOMING)) {
            Folders.delete(store.resolve(name));
        }
    }

    private List<String> names(String prefix) throws IOException {
        try (Stream<Path> entries = Files.list(store)) {
            return entries.map(entry -> entry.getFileName().toString()).filter(name -> name.startsWith(prefix)).sorted().toList();
        }
    }
}
