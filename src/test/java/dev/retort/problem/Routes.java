package dev.retort.problem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import dev.retort.security.AccessRule;
import io.vertx.ext.web.Router;

/** Everything that the server can be asked for, found in its classes and its router. */
final class Routes {
    private static final java.nio.file.Path CLASSES = java.nio.file.Path.of("target", "classes");

    /** Extensions share a router of their own, which tells nobody what is on it. */
    private static final List<String> BEHIND_Q = List.of("/q/health", "/q/health/live", "/q/health/ready", "/q/metrics");

    private Routes() {}

    /**
     * A method of a REST resource.
     *
     * @param path with {@code nothing} in place of its parameters
     * @param rule who may call it
     * @param reads whether it reads a body
     */
    record Resource(String method, String path, AccessRule rule, boolean reads, boolean jsonOnly) {
        static Resource of(Class<?> type, Method method, String httpMethod) {
            String path = type.getAnnotation(Path.class).value() + "/"
                    + Optional.ofNullable(method.getAnnotation(Path.class)).map(Path::value).orElse("");
            boolean reads = Arrays.stream(method.getParameters()).anyMatch(Resource::isBody);
            return new Resource(httpMethod,
                    ("/" + path).replaceAll("//+", "/").replaceAll("(?<=.)/$", "").replaceAll("\\{[^}]*}", "nothing"),
                    AccessRule.of(method, type), reads,
                    Optional.ofNullable(method.getAnnotation(Consumes.class)).map(Consumes::value)
                            .filter(types -> List.of(types).equals(List.of(MediaType.APPLICATION_JSON))).isPresent());
        }

        private static boolean isBody(Parameter parameter) {
            return Arrays.stream(parameter.getAnnotations()).noneMatch(a -> a.annotationType().getName().startsWith("jakarta.ws.rs."));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** @param reads whether it has to be one of certain words, or a number */
    record QueryWord(Resource resource, String name, boolean reads) {
        private static final Set<String> ANY_WORD = Set.of("run", "dataset", "exchange", "token", "text");

        static QueryWord of(Resource resource, String name) {
            return new QueryWord(resource, name, !ANY_WORD.contains(name));
        }
    }

    /** All query parameters of all resources. */
    static List<QueryWord> queryWords() {
        return classes().filter(type -> type.isAnnotationPresent(Path.class))
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods())
                        .flatMap(method -> httpMethod(method).stream().flatMap(http -> Arrays.stream(method.getParameters())
                                .flatMap(parameter -> Optional.ofNullable(parameter.getAnnotation(QueryParam.class)).stream())
                                .map(query -> QueryWord.of(Resource.of(type, method, http), query.value())))))
                .toList();
    }

    /** All methods of all resources. */
    static List<Resource> resources() {
        return classes().filter(type -> type.isAnnotationPresent(Path.class))
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods())
                        .flatMap(method -> httpMethod(method).map(http -> Resource.of(type, method, http)).stream()))
                .toList();
    }

    private static Optional<String> httpMethod(Method method) {
        return Arrays.stream(method.getAnnotations()).map(Annotation::annotationType)
                .flatMap(type -> Optional.ofNullable(type.getAnnotation(HttpMethod.class)).stream()).map(HttpMethod::value).findFirst();
    }

    private static Stream<Class<?>> classes() {
        try (Stream<java.nio.file.Path> files = Files.walk(CLASSES.resolve("dev"))) {
            List<String> names = files.map(CLASSES::relativize).map(java.nio.file.Path::toString).filter(name -> name.endsWith(".class"))
                    .filter(name -> !name.endsWith("package-info.class"))
                    .map(name -> name.replaceAll("\\.class$", "").replace('/', '.').replace('\\', '.')).toList();
            return names.stream().map(Routes::load);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The paths of everything else: what extensions, WebSockets and pages have put on the router. */
    static Set<String> paths(Router router) {
        Stream<String> own = router.getRoutes().stream().filter(route -> !route.isRegexPath())
                .map(route -> Optional.ofNullable(route.getPath()).orElse("/").replaceAll("\\*$", "").replaceAll("(?<=.)/$", ""))
                .map(path -> path.replaceAll(":\\w+", "nothing"));
        return Stream.concat(own, BEHIND_Q.stream()).collect(Collectors.toCollection(TreeSet::new));
    }
}
