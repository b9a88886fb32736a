package dev.retort.local;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** A PostgreSQL address as people write it: {@code postgresql://user:password@host:port/name?options}, with or without {@code jdbc:} before it. */
record DatabaseUrl(String address, String user, String password) {
    static DatabaseUrl parse(String url) {
        String plain = url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url;
        URI uri;
        try {
            uri = URI.create(plain.replaceFirst("^postgres://", "postgresql://"));
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
        if (!"postgresql".equals(uri.getScheme()) || uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
            throw malformed();
        }
        String[] login = uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String options = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new DatabaseUrl("postgresql://" + uri.getHost() + port + uri.getRawPath() + options,
                login.length > 0 ? login[0] : "", login.length > 1 ? login[1] : "");
    }

    /** Not the URL itself: it may hold a password. */
    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("RETORT_DB_URL is not of the form postgresql://user:password@host:port/name");
    }

    Map<String, String> properties() {
        var properties = new TreeMap<String, String>();
        properties.put("quarkus.datasource.jdbc.url", "jdbc:" + address);
        properties.put("quarkus.datasource.reactive.url", address);
        if (!user.isEmpty()) {
            properties.put("quarkus.datasource.username", user);
            properties.put("quarkus.datasource.password", password);
        }
        return properties;
    }
}
