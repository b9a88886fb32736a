package dev.retort.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

/**
 * The agents of an installation, each with a token of their own: the holder of the login token, and those whose tokens are in the files
 * {@code agents/NAME} and {@code operators/NAME} beside it. A file that is added, changed or removed counts within {@link #READ_AGAIN}.
 */
@Singleton
class AgentTokens {
    static final Duration READ_AGAIN = Duration.ofSeconds(5);
    private static final Logger LOG = Logger.getLogger(AgentTokens.class);
    private static final Map<String, Set<String>> ROLES = Map.of("agents", UserRole.AGENT.held(), "operators",
            UserRole.OPERATOR.held());
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final Path folder;
    private final Secrets secrets;
    private final Clock clock;
    private volatile Known known;

    /** @throws UncheckedIOException if a file holds no token; the message names the file */
    @Inject
    AgentTokens(SecurityConfig config, Secrets secrets, Clock clock) {
        this.folder = config.secrets();
        this.secrets = secrets;
        this.clock = clock;
        try {
            this.known = read();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** An agent and their token. */
    record Holder(Identity identity, String token) {}

    private record Known(List<Holder> holders, List<FileTime> folders, Instant at) {}

    /** Whoever has this token. */
    Optional<Holder> holder(String token) {
        byte[] given = secrets.mac("agent-token", token);
        return holders().filter(holder -> MessageDigest.isEqual(secrets.mac("agent-token", holder.token()), given)).findFirst();
    }

    Stream<Holder> holders() {
        try {
            if (!clock.instant().isBefore(known.at().plus(READ_AGAIN)) || !folders().equals(known.folders())) {
                known = read();
            }
        } catch (IOException e) {
            LOG.errorf("the tokens of agents stay as they were: %s", e.getMessage());
            known = new Known(known.holders(), known.folders(), clock.instant());
        }
        return known.holders().stream();
    }

    private Known read() throws IOException {
        Instant now = clock.instant();
        List<FileTime> folders = folders();
        List<Holder> holders = new ArrayList<>(List.of(new Holder(Identity.agent(), secrets.loginToken())));
        for (String kind : ROLES.keySet().stream().sorted().toList()) {
            for (Path file : files(folder.resolve(kind))) {
                add(file, ROLES.getOrDefault(kind, Set.of()), holders);
            }
        }
        return new Known(List.copyOf(holders), folders, now);
    }

    private static void add(Path file, Set<String> roles, List<Holder> holders) throws IOException {
        String name = file.getFileName().toString();
        if (!NAME.matcher(name).matches()) {
            throw new IOException(file + " is no name of an agent: expected up to 64 letters, digits, '.', '_' and '-'");
        }
        Holder holder = new Holder(Identity.agent(name, roles), Secrets.read(file));
        for (Holder other : holders) {
            if (other.token().equals(holder.token()) || other.identity().id().equals(holder.identity().id())) {
                throw new IOException("%s has the %s of %s: each agent needs a token and a name of their own".formatted(file,
                        other.token().equals(holder.token()) ? "token" : "name", other.identity().id()));
            }
        }
        holders.add(holder);
    }

    /** Those that begin with a dot are none: folders of secrets that are mounted have such. */
    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList();
        }
    }

    private List<FileTime> folders() throws IOException {
        List<FileTime> times = new ArrayList<>();
        for (String kind : ROLES.keySet()) {
            Path path = folder.resolve(kind);
            times.add(Files.isDirectory(path) ? Files.getLastModifiedTime(path) : FileTime.fromMillis(0));
        }
        return times;
    }
}
