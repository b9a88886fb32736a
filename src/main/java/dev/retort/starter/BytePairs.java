package dev.retort.starter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/**
 * A byte-level byte-pair encoding as GPT-2's (Sennrich et al. 2016; Radford et al. 2019): the most frequent pair of neighbours inside a word becomes
 * a token, again and again; of equally frequent pairs the one with the lower ids. Digits are left alone: a number is easier to copy digit by digit. The last id is the end of
 * a text.
 *
 * @param tokens by id, bytes written as GPT-2 writes them
 * @param merges pairs in the order in which they were joined
 */
record BytePairs(List<String> tokens, List<String> merges) {
    static final String END_OF_TEXT = "<|endoftext|>";
    private static final ObjectMapper JSON = new ObjectMapper();
    static final Pattern WORDS = Pattern
            .compile("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    private record Pair(int left, int right) {}

    static BytePairs learn(Iterable<String> texts, int vocabularySize) {
        Map<String, Integer> counts = new TreeMap<>();
        for (String text : texts) {
            for (Matcher word = WORDS.matcher(text); word.find();) {
                if (word.group().codePoints().noneMatch(Character::isDigit)) {
                    counts.merge(word.group(), 1, Integer::sum);
                }
            }
        }
        String[] letters = letters();
        List<String> tokens = new ArrayList<>();
        int[] idOfByte = new int[256];
        for (int b : order()) {
            idOfByte[b] = tokens.size();
            tokens.add(letters[b]);
        }
        List<int[]> words = new ArrayList<>();
        List<Integer> times = new ArrayList<>();
        counts.forEach((word, count) -> {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            int[] ids = new int[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                ids[i] = idOfByte[bytes[i] & 255];
            }
            words.add(ids);
            times.add(count);
        });
        List<String> merges = new ArrayList<>();
        Map<Pair, Integer> frequencies = new HashMap<>();
        Map<Pair, Set<Integer>> places = new HashMap<>();
        for (int w = 0; w < words.size(); w++) {
            count(words.get(w), w, times.get(w), frequencies, places);
        }
        Comparator<Map.Entry<Pair, Integer>> order = Map.Entry.<Pair, Integer>comparingByValue().reversed()
                .thenComparing(entry -> entry.getKey().left()).thenComparing(entry -> entry.getKey().right());
        while (tokens.size() < vocabularySize - 1) {
            Map.Entry<Pair, Integer> best = frequencies.entrySet().stream().min(order).orElseThrow();
            if (best.getValue() < 2) {
                throw new IllegalArgumentException("the texts are too few for a vocabulary of " + vocabularySize + " tokens");
            }
            Pair pair = best.getKey();
            merges.add(tokens.get(pair.left()) + " " + tokens.get(pair.right()));
            tokens.add(tokens.get(pair.left()) + tokens.get(pair.right()));
            for (int w : List.copyOf(places.getOrDefault(pair, Set.of()))) {
                count(words.get(w), w, -times.get(w), frequencies, places);
                words.set(w, joined(words.get(w), pair, tokens.size() - 1));
                count(words.get(w), w, times.get(w), frequencies, places);
            }
        }
        tokens.add(END_OF_TEXT);
        return new BytePairs(List.copyOf(tokens), List.copyOf(merges));
    }

    private static void count(int[] ids, int word, int times, Map<Pair, Integer> frequencies, Map<Pair, Set<Integer>> places) {
        for (int i = 0; i + 1 < ids.length; i++) {
            Pair pair = new Pair(ids[i], ids[i + 1]);
            int left = frequencies.merge(pair, times, Integer::sum);
            if (times > 0) {
                places.computeIfAbsent(pair, p -> new HashSet<>()).add(word);
            } else if (left == 0) {
                frequencies.remove(pair);
                places.remove(pair);
            }
        }
    }

    private static int[] joined(int[] ids, Pair pair, int token) {
        int[] result = new int[ids.length];
        int n = 0;
        for (int i = 0; i < ids.length; i++) {
            boolean here = i + 1 < ids.length && ids[i] == pair.left() && ids[i + 1] == pair.right();
            result[n++] = here ? token : ids[i];
            i += here ? 1 : 0;
        }
        return java.util.Arrays.copyOf(result, n);
    }

    /** GPT-2's letters for bytes: printable ones stand for themselves, the others for what follows U+0100. */
    static String[] letters() {
        String[] letters = new String[256];
        int next = 256;
        for (int b = 0; b < 256; b++) {
            letters[b] = Character.toString(printable(b) ? b : next++);
        }
        return letters;
    }

    /** GPT-2's order of the first 256 ids: printable bytes first. */
    private static List<Integer> order() {
        List<Integer> order = new ArrayList<>();
        for (boolean printable : new boolean[]{true, false}) {
            for (int b = 0; b < 256; b++) {
                if (printable(b) == printable) {
                    order.add(b);
                }
            }
        }
        return order;
    }

    private static boolean printable(int b) {
        return b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
    }

    /** Writes {@code vocab.json}, {@code merges.txt}, {@code tokenizer.json} and {@code tokenizer_config.json} as transformers does. */
    void write(Path folder, int contextLength) throws IOException {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        tokens.forEach(token -> vocabulary.put(token, vocabulary.size()));
        Files.writeString(folder.resolve("vocab.json"), JSON.writeValueAsString(vocabulary) + "\n");
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\n" + String.join("\n", merges) + "\n");
        Map<String, Object> added = map("id", tokens.size() - 1, "content", END_OF_TEXT, "single_word", false, "lstrip", false, "rstrip",
                false, "normalized",
                false, "special", true);
        Map<String, Object> bytes = map("type", "ByteLevel", "add_prefix_space", false, "trim_offsets", true, "use_regex", true);
        Map<String, Object> model = map("type", "BPE", "dropout", null, "unk_token", null, "continuing_subword_prefix", null,
                "end_of_word_suffix", null,
                "fuse_unk", false, "byte_fallback", false, "ignore_merges", false, "vocab", vocabulary, "merges", merges);
        Map<String, Object> tokenizer = map("version", "1.0", "truncation", null, "padding", null, "added_tokens", List.of(added),
                "normalizer", null,
                "pre_tokenizer", bytes, "post_processor", bytes, "decoder", bytes, "model", model);
        Files.writeString(folder.resolve("tokenizer.json"), JSON.writeValueAsString(tokenizer) + "\n");
        Files.writeString(folder.resolve("tokenizer_config.json"),
                JSON.writer(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(map("tokenizer_class", "GPT2Tokenizer", "add_prefix_space", false,
                                "bos_token", END_OF_TEXT, "eos_token", END_OF_TEXT, "unk_token", END_OF_TEXT, "model_max_length",
                                contextLength))
                        + "\n");
    }

    private static Map<String, Object> map(@org.jspecify.annotations.Nullable Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return map;
    }
}
