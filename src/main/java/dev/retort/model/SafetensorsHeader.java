package dev.retort.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The JSON at the head of a safetensors file, checked: every tensor's bytes fit its shape and type, and together they fill the file without
 * holes or overlap (https://github.com/huggingface/safetensors, "Format").
 */
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {
    private static final Map<String, Integer> BITS = Map.ofEntries(Map.entry("BOOL", 8), Map.entry("U8", 8), Map.entry("I8", 8),
            Map.entry("F8_E5M2", 8), Map.entry("F8_E4M3", 8), Map.entry("I16", 16), Map.entry("U16", 16), Map.entry("F16", 16),
            Map.entry("BF16", 16), Map.entry("I32", 32), Map.entry("U32", 32), Map.entry("F32", 32), Map.entry("F64", 64),
            Map.entry("I64", 64),
            Map.entry("U64", 64));
    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    /** @param begin offset of the first byte after the header */
    record Entry(String type, List<Integer> shape, long begin, long end) {}

    /** @param dataBytes how many bytes follow the header */
    static SafetensorsHeader parse(String file, byte[] json, long dataBytes) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JacksonException e) {
            throw new ModelFolderException(file, "header is not JSON: " + JsonProblem.of(e), e);
        }
        if (!root.isObject()) {
            throw new ModelFolderException(file, "header is not a JSON object");
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals("__metadata__")) {
                field.getValue().properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
            } else {
                entries.put(field.getKey(), entry(file, field.getKey(), field.getValue()));
            }
        }
        checkLayout(file, entries, dataBytes);
        return new SafetensorsHeader(entries, metadata);
    }

    private static Entry entry(String file, String name, JsonNode json) throws IOException {
        String type = json.path("dtype").asText("");
        Integer bits = BITS.get(type);
        if (bits == null) {
            throw new ModelFolderException(file, name + " has the unknown dtype \"" + type + "\"");
        }
        List<Integer> shape = new ArrayList<>();
        for (JsonNode size : json.path("shape")) {
            if (!size.isInt() || size.asInt() < 0) {
                throw new ModelFolderException(file, name + " has shape " + json.path("shape") + ", expected whole numbers");
            }
            shape.add(size.asInt());
        }
        JsonNode offsets = json.path("data_offsets");
        if (!json.path("shape").isArray() || offsets.size() != 2 || !offsets.path(0).isIntegralNumber()
                || !offsets.path(1).isIntegralNumber()) {
            throw new ModelFolderException(file, name + " needs a shape and two data_offsets in the header");
        }
        long begin = offsets.path(0).asLong();
        long end = offsets.path(1).asLong();
        try {
            long expected = Math.multiplyExact(Tensor.elements(shape), bits / 8);
            if (begin < 0 || end < begin || end - begin != expected) {
                throw new ModelFolderException(file,
                        name + " has data_offsets [" + begin + ", " + end + "], expected " + expected + " bytes for " + type + " " + shape);
            }
        } catch (ArithmeticException e) {
            throw new ModelFolderException(file, name + " has shape " + shape + ", which is too large", e);
        }
        return new Entry(type, List.copyOf(shape), begin, end);
    }

    private static void checkLayout(String file, Map<String, Entry> entries, long dataBytes) throws IOException {
        long at = 0;
        for (Map.Entry<String, Entry> named : entries.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().begin())
                        .thenComparingLong(e -> e.getValue().end()))
                .toList()) {
            Entry entry = named.getValue();
            if (entry.begin() != at) {
                throw new ModelFolderException(file, named.getKey() + " begins at byte " + entry.begin() + " of the data, expected " + at
                        + (entry.begin() < at ? " (it overlaps another tensor)" : " (there is a hole before it)"));
            }
            at = entry.end();
            if (at > dataBytes) {
                throw new ModelFolderException(file,
                        named.getKey() + " ends at byte " + at + " of the data, but the file holds only " + dataBytes
                                + ": it is truncated");
            }
        }
        if (at != dataBytes) {
            throw new ModelFolderException(file, "holds " + dataBytes + " bytes of data, but its header describes " + at);
        }
    }
}
