package dev.retort.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

/** Figures for programs: a JSON object with what was measured. */
final class FiguresFile {
    private static final ObjectMapper JSON = JsonMapper.builder().addModule(new Jdk8Module()).build();
    private final Map<String, Object> figures = new LinkedHashMap<>();

    FiguresFile(String model) {
        figures.put("model", model);
    }

    /** @param value of plain Java values and records */
    void add(String name, Object value) {
        figures.put(name, value);
    }

    void write(Path file) throws IOException {
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(figures) + "\n");
    }
}
