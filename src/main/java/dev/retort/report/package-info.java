/**
 * Shows people a training run. In come the run's facts, its curve, the gate's rules and replies before and after; out comes one page of HTML
 * that needs nothing but itself: no script, no network, figures drawn as SVG.
 */
@NullMarked
package dev.retort.report;

import org.jspecify.annotations.NullMarked;
