package dev.retort;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.retort.time.SystemClock;

/** The code depends one way along the loop, and what computes needs no server. */
@AnalyzeClasses(packages = "dev.retort", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\|[^|]*\\| ([^|]+) \\|$");

    /** Each package and the others that it may use; {@code cli} may use all. */
    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            Map.entry("model", List.of("digest")),
            Map.entry("generation", List.of("model")),
            Map.entry("training", List.of("artifacts", "model", "digest")),
            Map.entry("artifacts", List.of()),
            Map.entry("text", List.of("digest")),
            Map.entry("meaning", List.of("artifacts", "text", "digest")),
            Map.entry("memory", List.of("model", "text", "meaning")),
            Map.entry("safety", List.of("model")),
            Map.entry("evaluation", List.of("model", "generation", "text", "meaning", "memory", "safety")),
            Map.entry("registry", List.of("artifacts", "model", "digest")),
            Map.entry("starter", List.of("model", "generation", "training", "digest")),
            Map.entry("bounds", List.of()),
            Map.entry("time", List.of()),
            Map.entry("digest", List.of()),
            Map.entry("events", List.of("bounds")),
            Map.entry("problem", List.of("bounds")),
            Map.entry("security", List.of("problem")),
            Map.entry("accounts", List.of("problem", "security", "lines", "roles", "digest")),
            Map.entry("console", List.of("serving", "events", "lines", "loop")),
            Map.entry("local", List.of("artifacts", "roles", "time", "digest")),
            Map.entry("settings", List.of("artifacts", "safety")),
            Map.entry("serving", List.of("artifacts", "model", "generation", "safety", "registry", "events", "settings")),
            Map.entry("chat",
                    List.of("model", "generation", "serving", "events", "problem", "security", "recall", "remembering", "roles", "bounds",
                            "time", "digest")),
            Map.entry("openai",
                    List.of("model", "generation", "serving", "registry", "events", "problem", "security", "remembering", "chat",
                            "bounds")),
            Map.entry("recall", List.of("events")),
            Map.entry("remembering",
                    List.of("model", "meaning", "memory", "registry", "serving", "events", "roles", "bounds")),
            Map.entry("roles", List.of()),
            Map.entry("curation",
                    List.of("text", "meaning", "memory", "events", "problem", "security", "recall", "roles", "settings", "digest")),
            Map.entry("dataset", List.of("artifacts", "model", "training", "evaluation", "text", "meaning", "local", "digest")),
            Map.entry("tuning", List.of("artifacts", "model", "training", "digest")),
            Map.entry("report", List.of("model", "training", "evaluation", "events", "digest")),
            Map.entry("lines", List.of("registry", "events", "problem", "roles")),
            Map.entry("trainer",
                    List.of("artifacts", "model", "training", "text", "meaning", "memory", "evaluation", "events", "report", "local")),
            Map.entry("client", List.of()),
            Map.entry("terminal", List.of("events", "time")),
            Map.entry("demo", List.of("artifacts", "client", "terminal", "events", "local", "time")),
            Map.entry("bench", List.of("model", "generation", "training", "meaning", "memory", "local")),
            Map.entry("loop", List.of("artifacts", "model", "safety", "curation", "training", "evaluation", "registry", "events", "problem",
                    "report", "lines", "trainer", "roles", "settings")));

    @ArchTest
    static void eachPackageUsesOnlyWhatItMay(JavaClasses classes) {
        MAY_USE.forEach((name, others) -> noClasses().that().resideInAPackage(packageOf(name))
                .should().dependOnClassesThat(ours(name, others)).allowEmptyShould(true)
                .because("dev.retort.%s may use %s".formatted(name, others.isEmpty() ? "no other package of ours" : others))
                .check(classes));
    }

    @ArchTest
    static void eachPackageIsOnTheMap(JavaClasses classes) {
        Set<String> found = classes.stream().map(ArchitectureTest::room).filter(name -> !name.isEmpty()).collect(Collectors.toSet());
        found.remove("cli");
        assertThat(MAY_USE.keySet()).isEqualTo(found);
    }

    /** The table that newcomers read says the same. */
    @ArchTest
    static void theTableInContributingIsTheMap(JavaClasses classes) throws IOException {
        var told = new TreeMap<String, Set<String>>();
        ROW.matcher(Files.readString(Path.of("CONTRIBUTING.md"))).results()
                .forEach(row -> told.put(row.group(1), names(row.group(2).equals("-") ? "" : row.group(2))));
        var held = new TreeMap<String, Set<String>>();
        MAY_USE.forEach((name, others) -> held.put(name, Set.copyOf(others)));
        held.put("cli", Set.of("all"));
        assertThat(told).isEqualTo(held);
    }

    /** A name from one room means the same in the next. */
    @ArchTest
    static void aSimpleNameStandsOnce(JavaClasses classes) {
        Map<String, List<String>> places = classes.stream().filter(c -> c.isTopLevelClass() && !c.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getSimpleName, TreeMap::new,
                        Collectors.mapping(ArchitectureTest::room, Collectors.toList())));
        places.values().removeIf(rooms -> rooms.size() == 1);
        assertThat(places).isEmpty();
    }

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("dev.retort.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule whatComputesNeedsNoServer = noClasses()
            .that()
            .resideInAnyPackage(
                    packagesOf(
                            List.of("artifacts", "digest", "model", "generation", "training", "text", "meaning", "memory", "safety",
                                    "evaluation", "registry",
                                    "starter", "dataset",
                                    "tuning", "report",
                                    "trainer")))
            .should().dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "io.smallrye..", "io.vertx..", "org.eclipse.microprofile..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyTheWebEdgeKnowsTheExtensionsProblems = noClasses().that().resideOutsideOfPackage("dev.retort.problem..")
            .should().dependOnClassesThat().resideInAPackage("io.quarkiverse.resteasy.problem..");

    @ArchTest
    static final ArchRule aRefusalKnowsNoHttpClass = noClasses().that().haveFullyQualifiedName("dev.retort.problem.Problem").or()
            .haveFullyQualifiedName("dev.retort.problem.Refusal")
            .should().dependOnClassesThat()
            .resideInAnyPackage("io.quarkiverse..", "jakarta..", "io.vertx..", "io.netty..", "org.jboss.resteasy..");

    /** Folders of PostgreSQL's programs have been named by an MD5 from the beginning. */
    @ArchTest
    static final ArchRule digestsAreMadeInOnePlace = noClasses().that().resideOutsideOfPackage("dev.retort.digest..").and()
            .doNotHaveFullyQualifiedName("dev.retort.local.PostgresPrograms")
            .should().accessTargetWhere(DescribedPredicate.describe("MessageDigest.getInstance",
                    access -> access.getTargetOwner().isEquivalentTo(MessageDigest.class) && access.getName().equals("getInstance")));

    /** Stopwatches and {@link System#nanoTime} measure what has passed and tell no time of day. */
    @ArchTest
    static final ArchRule nobodyAsksForTheTimeOfDayButTheClockThatIsGiven = noClasses().that().areNotAssignableTo(SystemClock.class)
            .should().accessTargetWhere(DescribedPredicate.describe("the machine's time of day", ArchitectureTest::asksTheMachine));

    private static boolean asksTheMachine(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getTarget().getName();
        boolean given = access.getTarget() instanceof CodeUnitAccessTarget call
                && call.getRawParameterTypes().stream().anyMatch(type -> type.isAssignableTo(Clock.class) || type.isPrimitive());
        return switch (name) {
            case "now" -> owner.startsWith("java.time.") && !given;
            case "system", "systemUTC", "systemDefaultZone", "tickMillis", "tickSeconds", "tickMinutes" -> owner.startsWith("java.time.");
            case "currentTimeMillis" -> owner.equals("java.lang.System");
            case "<init>" -> owner.matches("java\\.util\\.(Date|GregorianCalendar)") && !given;
            default -> name.equals("getInstance") && owner.equals("java.util.Calendar");
        };
    }

    private static DescribedPredicate<JavaClass> ours(String name, List<String> others) {
        return resideInAPackage("dev.retort..").and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(packageOf(name))))
                .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(packagesOf(others))));
    }

    private static String room(JavaClass type) {
        return type.getPackageName().replaceFirst("^dev\\.retort\\.?", "").replaceFirst("\\..*", "");
    }

    private static Set<String> names(String list) {
        return list.isEmpty() ? Set.of() : Set.of(list.split(", "));
    }

    private static String packageOf(String name) {
        return "dev.retort." + name + "..";
    }

    private static String[] packagesOf(List<String> names) {
        return names.stream().map(ArchitectureTest::packageOf).toArray(String[]::new);
    }
}
