package dev.retort.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The parameters of a database's address, in the words of PostgreSQL's own clients, which have one meaning for both drivers. */
record DatabaseParameters(Map<String, String> values) {
    private static final String TLS = "sslmode";
    private static final String ROOTS = "sslrootcert";
    private static final String REACTIVE = "quarkus.datasource.reactive.";
    private static final List<String> MODES = List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    /** The name in an address, with that of the blocking driver. */
    private static final Map<String, String> JDBC = Map.of(TLS, "sslmode", ROOTS, "sslrootcert", "application_name", "ApplicationName",
            "connect_timeout", "connectTimeout", "search_path", "currentSchema", "options", "options");
    /** Settings that the server is told when a connection begins. */
    private static final List<String> SESSION = List.of("application_name", "search_path", "options");

    static DatabaseParameters of(Map<String, String> given) {
        var values = new TreeMap<String, String>();
        given.forEach((name, value) -> {
            String known = JDBC.containsKey(name)
                    ? name
                    : JDBC.entrySet().stream().filter(both -> both.getValue().equals(name)).findFirst().map(Map.Entry::getKey)
                            .orElseThrow(() -> refused(name, "can't be followed by both drivers; those that can are "
                                    + JDBC.keySet().stream().sorted().collect(Collectors.joining(", "))));
            values.put(known, value);
        });
        values.putIfAbsent(TLS, "prefer");
        String mode = values.getOrDefault(TLS, "");
        if (!MODES.contains(mode)) {
            throw refused(TLS, "is '%s', expected one of %s".formatted(mode, String.join(", ", MODES)));
        }
        if (mode.startsWith("verify")) {
            values.putIfAbsent(ROOTS, Path.of(System.getProperty("user.home"), ".postgresql", "root.crt").toString());
        }
        Optional<String> roots = Optional.ofNullable(values.get(ROOTS));
        if (roots.isPresent() && !Files.isReadable(Path.of(roots.get()))) {
            throw refused(ROOTS, "names %s, which can't be read; it is the file (PEM) of the authority that signed the server's certificate"
                    .formatted(roots.get()));
        }
        if (!values.getOrDefault("connect_timeout", "0").matches("\\d{1,6}")) {
            throw refused("connect_timeout", "is no number of seconds");
        }
        return new DatabaseParameters(Map.copyOf(values));
    }

    private static IllegalArgumentException refused(String name, String why) {
        return new IllegalArgumentException("%s: the parameter %s %s".formatted(DatabaseUrl.VARIABLE, name, why));
    }

    /** The query of the blocking driver's address. */
    String jdbc() {
        return new TreeMap<>(values).entrySet().stream()
                .map(each -> JDBC.getOrDefault(each.getKey(), each.getKey()) + "=" + DatabaseUrl.encoded(each.getValue()))
                .collect(Collectors.joining("&", "?", ""));
    }

    /** Quarkus's properties of the reactive driver. Nothing below {@code verify-ca} looks at certificates, as with PostgreSQL's own clients. */
    Map<String, String> reactive() {
        var properties = new HashMap<String, String>();
        String mode = values.getOrDefault(TLS, "");
        boolean verifies = values.containsKey(ROOTS) && !mode.equals("disable");
        properties.put(REACTIVE + "postgresql.ssl-mode", verifies && !mode.startsWith("verify") ? "verify-ca" : mode);
        if (verifies) {
            properties.put(REACTIVE + "trust-certificate-pem", "true");
            properties.put(REACTIVE + "trust-certificate-pem.certs", values.getOrDefault(ROOTS, "").replace(",", "\\,"));
            properties.put(REACTIVE + "hostname-verification-algorithm", mode.equals("verify-full") ? "HTTPS" : "NONE");
        } else {
            properties.put(REACTIVE + "trust-all", Boolean.toString(!mode.equals("disable")));
        }
        SESSION.stream().filter(values::containsKey)
                .forEach(name -> properties.put(REACTIVE + "additional-properties." + name, values.getOrDefault(name, "")));
        return properties;
    }
}
