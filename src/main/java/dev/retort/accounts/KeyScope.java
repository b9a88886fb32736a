package dev.retort.accounts;

import java.util.List;
import java.util.regex.Pattern;

import dev.retort.security.UserRole;

/**
 * The part of what its owner may do that a key may do.
 *
 * @param role at most the owner's, and never admin: a key can't make accounts that outlive it
 * @param routes such as {@code GET /api/runs}, each with all below it; none: all that the role may
 */
record KeyScope(UserRole role, List<String> routes) {
    static final int MOST_ROUTES = 50;
    private static final Pattern ROUTE = Pattern.compile("(GET|POST|PUT|PATCH|DELETE) /[A-Za-z0-9._~/-]{1,200}");

    KeyScope {
        routes = List.copyOf(routes);
    }

    static boolean isRoute(String words) {
        return ROUTE.matcher(words).matches();
    }

    /** Whether this path may be asked for in this way, as far as routes say. */
    boolean reaches(String method, String path) {
        return routes.isEmpty() || routes.stream().anyMatch(route -> covers(route, method + " " + path));
    }

    private static boolean covers(String route, String asked) {
        return asked.equals(route) || asked.startsWith(route.endsWith("/") ? route : route + "/");
    }

    /** The role of a key whose owner has this one now: they may have lost some of it since. */
    UserRole within(UserRole owners) {
        return role.compareTo(owners) <= 0 ? role : owners;
    }
}
