package dev.retort.security;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;

/** Makes sure that forwarded addresses are believed of the proxies that are named, and of nobody where none is. */
@ApplicationScoped
class TrustedProxies {
    void check(@Observes StartupEvent start, VertxHttpConfig http) {
        if (http.proxy().proxyAddressForwarding()) {
            check(http.proxy().trustedProxies().orElse(List.of()));
        }
    }

    /** To Quarkus, a list that is empty means everybody. */
    static void check(List<?> trusted) {
        if (trusted.isEmpty()) {
            throw new IllegalArgumentException(
                    "retort.security.trusted-proxies is empty, expected addresses or networks such as 10.0.0.0/8; leave it out to trust none");
        }
    }
}
