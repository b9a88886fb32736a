package dev.retort.lines;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.retort.events.VersionName;
import dev.retort.registry.Manifest;
import dev.retort.registry.VersionId;

/**
 * Versions by the names that people read and give: {@code 3} or {@code version 3}, the number with which it was champion; {@code desk:2}, the second
 * that was trained on the data set of that name; {@code v-0123}, the beginning of its id.
 */
public final class VersionNames {
    private static final Pattern NUMBER = Pattern.compile("(?:version )?([1-9][0-9]{0,17})");
    private static final Pattern BEGINNING = Pattern.compile("v-[0-9a-f]{1,12}");
    private static final Pattern TRAINED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*:[1-9][0-9]*");
    private static final int ID = 14;

    private final SortedMap<Long, String> champions;
    private final Map<String, String> trained = new LinkedHashMap<>(); // id to name
    private final List<String> ids = new ArrayList<>();

    /**
     * @param store the versions that there are, the oldest first
     * @param champions number to version; empty where the line is not known
     */
    public VersionNames(List<Manifest> store, SortedMap<Long, String> champions) {
        this.champions = new TreeMap<>(champions);
        Map<String, Integer> counts = new HashMap<>();
        for (Manifest manifest : store) {
            ids.add(manifest.id().value());
            if (manifest.hyperparameters().get("dataset") instanceof String dataset) {
                trained.put(manifest.id().value(), dataset + ":" + counts.merge(dataset, 1, Integer::sum));
            }
        }
        champions.values().stream().filter(id -> !ids.contains(id)).distinct().forEach(ids::add);
    }

    /** Number to version, from the line's table of versions. */
    public static SortedMap<Long, String> champions(List<LineStore.Version> versions) {
        SortedMap<Long, String> champions = new TreeMap<>();
        versions.forEach(version -> version.championAtEpochs().forEach(epoch -> champions.put(epoch, version.id())));
        return champions;
    }

    /** Tells whether a text can be a version's name. A path of a folder is none, nor is its name as a rule. */
    public static boolean isName(String said) {
        return NUMBER.matcher(said).matches() || BEGINNING.matcher(said).matches() || TRAINED.matcher(said).matches();
    }

    /** Tells whether a text is a number in the line, which the store alone does not know. */
    public static boolean isNumber(String said) {
        return NUMBER.matcher(said).matches();
    }

    /** Tells whether no number is known. */
    public boolean isWithoutNumbers() { return champions.isEmpty(); }

    /**
     * The version that is meant, if it is known; a whole id need not be.
     *
     * @throws IllegalArgumentException if the text is no version's name, or several begin so
     */
    public Optional<VersionId> find(String said) {
        Matcher number = NUMBER.matcher(said);
        if (number.matches()) {
            return Optional.ofNullable(champions.get(Long.parseLong(number.group(1)))).map(VersionId::new);
        }
        if (TRAINED.matcher(said).matches()) {
            return trained.entrySet().stream().filter(each -> each.getValue().equals(said)).findFirst()
                    .map(each -> new VersionId(each.getKey()));
        }
        if (!BEGINNING.matcher(said).matches() || said.length() == ID) {
            return Optional.of(new VersionId(said)); // which refuses what is none
        }
        List<String> beginSo = ids.stream().filter(id -> id.startsWith(said)).sorted().toList();
        if (beginSo.size() > 1) {
            throw new IllegalArgumentException("%d versions begin with %s: %s".formatted(beginSo.size(), said, String.join(", ", beginSo)));
        }
        return beginSo.stream().findFirst().map(VersionId::new);
    }

    /** The name by which the version is shown: its latest number, else the data set that it learned, else its id alone. */
    public String shown(VersionId id) {
        return champions.entrySet().stream().filter(each -> each.getValue().equals(id.value())).reduce((earlier, later) -> later)
                .map(each -> new VersionName(each.getKey(), id.value()).toString())
                .orElseGet(() -> trained(id).map(name -> "%s (%s)".formatted(name, id)).orElse(id.value()));
    }

    /** The name after the data set that it was trained on. */
    public Optional<String> trained(VersionId id) {
        return Optional.ofNullable(trained.get(id.value()));
    }
}
