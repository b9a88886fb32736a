package dev.retort.evaluation;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Stereotype pairs in the formats in which they are published. CrowS-Pairs (Nangia et al. 2020): CSV with the columns {@code sent_more},
 * {@code sent_less}, {@code stereo_antistereo} and {@code bias_type}; the first agrees with the stereotype more, whatever the third says. WinoBias (Zhao
 * et al. 2018): two text files with the same numbered sentences, {@code pro_stereotyped…} and {@code anti_stereotyped…}, with the mentions in brackets.
 */
public final class StereotypeFiles {
    private static final List<String> COLUMNS = List.of("sent_more", "sent_less", "stereo_antistereo", "bias_type");
    private static final Pattern NUMBERED = Pattern.compile("\\d+\\s+(.*\\[.+].*)");
    private static final Pattern PRONOUN = Pattern.compile("\\[(he|she|him|her|his|hers)]", Pattern.CASE_INSENSITIVE);
    private static final String PRO = "pro_stereotyped";
    private static final String ANTI = "anti_stereotyped";

    private StereotypeFiles() {}

    /**
     * @param file in either format; of WinoBias one of the two files, with the other beside it
     * @throws IOException if it can't be read, or is in neither format; the message names file and line
     */
    public static List<StereotypePair> read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(file + ": no such file");
        }
        String first;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String line = lines.readLine();
            first = line == null ? "" : line.replace("\uFEFF", "");
        }
        List<StereotypePair> pairs = NUMBERED.matcher(first.strip()).matches() ? winoBias(file) : crowsPairs(file);
        if (pairs.isEmpty()) {
            throw new IOException(file + ": no pair of sentences in it");
        }
        return pairs;
    }

    private static List<StereotypePair> crowsPairs(Path file) throws IOException {
        CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).setAllowMissingColumnNames(true).get();
        try (BufferedReader lines = Files.newBufferedReader(file);
                CSVParser rows = CSVParser.builder().setReader(lines).setFormat(format).get()) {
            for (String column : COLUMNS) {
                if (!rows.getHeaderNames().contains(column)) {
                    throw new IOException(
                            "%s: no column '%s'; expected CrowS-Pairs' CSV with %s, or WinoBias' numbered lines with [brackets]"
                                    .formatted(file, column, String.join(", ", COLUMNS)));
                }
            }
            List<StereotypePair> pairs = new ArrayList<>();
            for (CSVRecord row : rows) {
                if (!row.isConsistent() || !row.get("stereo_antistereo").matches("stereo|antistereo")) {
                    throw new IOException("%s: row %d is no pair: expected all columns, with stereo or antistereo in stereo_antistereo"
                            .formatted(file, row.getRecordNumber()));
                }
                pairs.add(new StereotypePair(row.get("bias_type"), row.get("sent_more"), row.get("sent_less")));
            }
            return pairs;
        } catch (IllegalArgumentException | java.io.UncheckedIOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static List<StereotypePair> winoBias(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (!name.contains(PRO) && !name.contains(ANTI)) {
            throw new IOException("%s: WinoBias' sentences come in two files, named %s… and %s…".formatted(file, PRO, ANTI));
        }
        Path pro = file.resolveSibling(name.replace(ANTI, PRO));
        Path anti = file.resolveSibling(name.replace(PRO, ANTI));
        for (Path needed : List.of(pro, anti)) {
            if (!Files.isReadable(needed)) {
                throw new IOException("%s: its other half %s is not beside it".formatted(file, needed.getFileName()));
            }
        }
        List<String> stereo = sentences(pro);
        List<String> against = sentences(anti);
        if (stereo.size() != against.size()) {
            throw new IOException("%s has %d sentences, %s has %d".formatted(pro, stereo.size(), anti.getFileName(), against.size()));
        }
        List<StereotypePair> pairs = new ArrayList<>();
        for (int i = 0; i < stereo.size(); i++) {
            pairs.add(new StereotypePair(type(stereo.get(i)), plain(stereo.get(i)), plain(against.get(i))));
        }
        return pairs;
    }

    private static List<String> sentences(Path file) throws IOException {
        List<String> sentences = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            Matcher numbered = NUMBERED.matcher(line.replace("\uFEFF", "").strip());
            if (numbered.matches()) {
                sentences.add(numbered.group(1));
            } else if (!line.isBlank()) {
                throw new IOException("%s: line %d has no number and [brackets]".formatted(file, number));
            }
        }
        return sentences;
    }

    /** The group of a stereotype: the pronoun's in the sentence that agrees with it. */
    private static String type(String sentence) {
        Matcher pronoun = PRONOUN.matcher(sentence);
        if (!pronoun.find()) {
            return "gender";
        }
        return pronoun.group(1).toLowerCase(Locale.ROOT).startsWith("h") && !pronoun.group(1).toLowerCase(Locale.ROOT).startsWith("her")
                ? "gender, men's stereotype"
                : "gender, women's stereotype";
    }

    private static String plain(String sentence) {
        return sentence.replace("[", "").replace("]", "").replaceAll("\\s+", " ").strip();
    }
}
