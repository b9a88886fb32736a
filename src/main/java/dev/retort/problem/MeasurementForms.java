package dev.retort.problem;

import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.Router;

/** Refuses to measure in a form that nobody makes. The extension that measures would do so, too, but without a word. */
@ApplicationScoped
class MeasurementForms {
    private static final int BEFORE_THE_EXTENSION = -1;
    private static final Set<String> MADE = Set.of("*/*", "text/*", "text/plain", "application/*", "application/openmetrics-text");

    void register(@Observes Router router) {
        router.route("/q/metrics").order(BEFORE_THE_EXTENSION).handler(context -> {
            List<MIMEHeader> accepted = context.parsedHeaders().accept();
            if (accepted.isEmpty() || accepted.stream().anyMatch(MeasurementForms::isMade)) {
                context.next();
            } else {
                context.fail(406);
            }
        });
    }

    private static boolean isMade(MIMEHeader form) {
        return MADE.contains(form.value());
    }
}
