package dev.retort.security;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of sign-in. */
@ConfigMapping(prefix = "retort.security")
interface SecurityConfig {
    /**
     * Folder of the files {@code login-token} and {@code signing-key}; made at the first start, readable by this user only. The tokens of further
     * agents are in {@code agents/NAME}, of further operators in {@code operators/NAME}.
     */
    @WithDefault("${retort.home:${user.home}/.retort}/secrets")
    Path secrets();

    /** Time that a browser stays signed in after {@code /login}. Default 12 hours. */
    @WithDefault("PT12H")
    Duration sessionTtl();

    /** Time that a browser without a login is remembered as the same visitor. Default 30 days. */
    @WithDefault("P30D")
    Duration visitorTtl();

    /**
     * Origins (scheme, host, port) of other sites whose pages may chat and ask the APIs. Default: none. A page that this server itself delivered
     * always may.
     */
    Optional<List<String>> allowedOrigins();

    /**
     * Addresses or networks of proxies whose {@code X-Forwarded-} headers count. Default: none; read by {@code quarkus.http.proxy.trusted-proxies}.
     */
    Optional<List<String>> trustedProxies();
}
