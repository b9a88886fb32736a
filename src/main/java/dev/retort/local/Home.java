package dev.retort.local;

import java.nio.file.Path;

/** The folder in which one Retort keeps what it must not lose: {@code RETORT_HOME}, by default {@code ~/.retort}. */
public record Home(Path folder) {
    public Home {
        folder = folder.toAbsolutePath().normalize();
    }

    /** The home that the system property {@code retort.home} or the environment names. */
    public static Home configured() {
        String configured = System.getProperty("retort.home", System.getenv().getOrDefault("RETORT_HOME", ""));
        return new Home(configured.isBlank() ? Path.of(System.getProperty("user.home"), ".retort") : Path.of(configured));
    }

    /** Imported data sets, one folder each. */
    public Path datasets() {
        return folder.resolve("datasets");
    }

    /** The artifact store that is used when {@code RETORT_STORE} names no other. */
    public Path store() {
        return folder.resolve("store");
    }

    /** Settings of this home. */
    public Path configuration() {
        return folder.resolve("config").resolve("application.properties");
    }

    /** Searches for hyperparameters, one folder each. */
    public Path tuning() {
        return folder.resolve("tuning");
    }

    /** The file into which the server on this home writes its address. */
    public Path address() {
        return folder.resolve("address");
    }

    /** Folder of what must stay secret, with the login token and the signing key. */
    public Path secrets() {
        return folder.resolve("secrets");
    }

    /** The token that makes its bearer agent, operator and admin; the server creates it at its first start. */
    public Path loginToken() {
        return secrets().resolve("login-token");
    }
}
