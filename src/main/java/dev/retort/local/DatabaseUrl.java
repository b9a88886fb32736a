package dev.retort.local;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PostgreSQL address as people write it: {@code postgresql://user:password@host:port/name?parameters}, with or without {@code jdbc:} before it. The
 * password may hold anything but a single {@code %}, as it is or percent-encoded. The blocking and the reactive driver spell parameters differently,
 * and only those that both can follow are taken.
 *
 * @param server {@code postgresql://host:port/name}, without login and parameters
 */
record DatabaseUrl(String server, String user, String password, DatabaseParameters parameters) {
    static final String VARIABLE = "RETORT_DB_URL";
    private static final Pattern FORM = Pattern.compile("(?:jdbc:)?postgres(?:ql)?://"
            + "(?:(?<user>[^:@/]*)(?::(?<password>.*))?@)?(?<host>\\[[^\\]/]+]|[^:/@?\\[\\],]+)(?::(?<port>\\d{1,5}))?/(?<name>[^/?@]+)(?:\\?(?<query>.*))?",
            Pattern.DOTALL);

    /** @throws IllegalArgumentException in words for users, never with the password, if it has another form or a parameter that cannot be followed */
    static DatabaseUrl parse(String url) {
        Matcher parts = FORM.matcher(url.strip());
        if (!parts.matches()) {
            throw malformed();
        }
        var query = new TreeMap<String, String>();
        for (String pair : part(parts, "query").split("&")) {
            if (!pair.isEmpty()) {
                String[] both = pair.split("=", 2);
                query.put(decoded(both[0]), both.length > 1 ? decoded(both[1]) : "");
            }
        }
        String user = decoded(part(parts, "user"));
        String password = decoded(part(parts, "password"));
        user = Optional.ofNullable(query.remove("user")).orElse(user);
        password = Optional.ofNullable(query.remove("password")).orElse(password);
        String port = part(parts, "port");
        return new DatabaseUrl("postgresql://%s%s/%s".formatted(parts.group("host"), port.isEmpty() ? "" : ":" + port, parts.group("name")),
                user, password, DatabaseParameters.of(query));
    }

    /** The address of a server on this machine, which nobody else reaches. */
    static DatabaseUrl local(int port) {
        return parse("postgresql://postgres:postgres@%s:%d/postgres?sslmode=disable".formatted(Ports.LOOPBACK, port));
    }

    private static String part(Matcher parts, String name) {
        return Optional.ofNullable(parts.group(name)).orElse("");
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(VARIABLE + " has a % that begins no percent-encoded character: write %25 for it", e);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Not the URL itself: it may hold a password. */
    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException(VARIABLE + " is not of the form postgresql://user:password@host:port/name");
    }

    /** The address for the blocking driver. */
    String jdbc() {
        return "jdbc:" + server + parameters.jdbc();
    }

    Map<String, String> properties() {
        var properties = new TreeMap<>(parameters.reactive());
        properties.put("quarkus.datasource.jdbc.url", jdbc());
        properties.put("quarkus.datasource.reactive.url", server);
        if (!user.isEmpty()) {
            properties.put("quarkus.datasource.username", user);
            properties.put("quarkus.datasource.password", password);
        }
        return properties;
    }
}
