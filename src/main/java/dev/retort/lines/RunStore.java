package dev.retort.lines;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Reads and writes the runs in the database; nothing else writes them. A leader's write names its number. It changes nothing when that leader has a
 * successor or the run has ended.
 */
@ApplicationScoped
public class RunStore {
    private static final String COLUMNS = """
            id, line, state, reason, requested_by, requested_at, started_at, finished_at, attempt, crashes, heartbeat, parent, dataset, dataset_digest,
            examples, new_examples, step, steps, loss, tokens_per_second, seconds_left, message, candidate, verdict::text, report::text, problem""";
    /** The condition of the index {@code run_active}, too. */
    static final String ACTIVE = RunState.ACTIVE.stream().map(state -> "'" + state.text() + "'")
            .collect(Collectors.joining(", ", "state in (", ")"));
    private static final String FENCE = " and " + ACTIVE + " and (select l.leader from line l where l.name = run.line) = $2";

    private final Database database;
    private final ObjectMapper json;

    RunStore(Database database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /** Requests a run, or nothing if one is active. */
    public Uni<Optional<Run>> request(String id, String line, String reason, String by, Instant now) {
        return query(
                "insert into run (id, line, state, reason, requested_by, requested_at) values ($1, $2, 'requested', $3, $4, $5) on conflict (line) where "
                        + ACTIVE + " do nothing returning " + COLUMNS,
                Tuple.of(id, line, reason, by, Columns.time(now))).map(this::first);
    }

    /** The line's run that something is still to be done for. */
    public Uni<Optional<Run>> active(String line) {
        return query("select " + COLUMNS + " from run where line = $1 and " + ACTIVE, Tuple.of(line)).map(this::first);
    }

    public Uni<Optional<Run>> run(String id) {
        return query("select " + COLUMNS + " from run where id = $1", Tuple.of(id)).map(this::first);
    }

    /** The latest runs, the newest first. */
    public Uni<List<Run>> latest(String line, int limit) {
        return query("select " + COLUMNS + " from run where line = $1 order by requested_at desc limit $2", Tuple.of(line, limit))
                .map(this::all);
    }

    /** Opens an attempt: the run's data set is frozen and the trainer is about to start. */
    public Uni<Boolean> begin(Run run, long leader, int attempt, String parent, RunData data, Instant now) {
        return write(
                """
                        update run set state = 'training', leader = $2, attempt = $3, parent = $4, dataset = $5, dataset_digest = $6, examples = $7,
                        new_examples = $8, heartbeat = $9, started_at = coalesce(started_at, $9), message = null, step = null, seconds_left = null where id = $1"""
                        + FENCE,
                Tuple.tuple().addString(run.id()).addLong(leader).addInteger(attempt).addString(parent)
                        .addString(data.dataset())
                        .addString(data.digest()).addInteger(data.examples()).addInteger(data.newExamples())
                        .addOffsetDateTime(Columns.time(now)));
    }

    /** Notes that the trainer is alive and this far. */
    public Uni<Boolean> progress(String run, long leader, RunState stage, Run.Progress progress, Instant now) {
        return write(
                """
                        update run set state = $3, step = coalesce($4, step), steps = coalesce($5, steps), loss = coalesce($6, loss),
                        tokens_per_second = coalesce($7, tokens_per_second), seconds_left = coalesce($8, seconds_left), message = coalesce($9, message), heartbeat = $10
                        where id = $1"""
                        + FENCE,
                Tuple.tuple().addString(run).addLong(leader).addString(stage.text())
                        .addInteger(Columns.orNull(progress.step())).addInteger(Columns.orNull(progress.steps()))
                        .addDouble(Columns.orNull(progress.loss())).addDouble(Columns.orNull(progress.tokensPerSecond()))
                        .addDouble(Columns.orNull(progress.secondsLeft())).addString(progress.message().orElse(null))
                        .addOffsetDateTime(Columns.time(now)));
    }

    /** Ends the attempt in good order: whoever leads next takes up the run without counting it as a crash. */
    public Uni<Boolean> laidDown(String run, long leader) {
        return write("update run set heartbeat = null where id = $1" + FENCE, Tuple.of(run, leader));
    }

    /** Ends the attempt as a crash; said again of the same run as it was read, it counts once. */
    public Uni<Boolean> crashed(Run run, long leader, String message) {
        return write("update run set crashes = $3, heartbeat = null, message = $4 where id = $1" + FENCE,
                Tuple.of(run.id(), leader, run.crashes() + 1, message));
    }

    /** Ends the attempt with the verdict on its candidate, which is registered. */
    public Uni<Boolean> judged(String run, long leader, RunState outcome, String candidate, JsonNode verdict, JsonNode report,
            Instant now) {
        return write(
                """
                        update run set state = $3, candidate = $4, verdict = $5::text::jsonb, report = $6::text::jsonb, seconds_left = 0, heartbeat = $7,
                        finished_at = case when $3 = 'accepted' then null else $7 end where id = $1"""
                        + FENCE,
                Tuple.tuple().addString(run).addLong(leader).addString(outcome.text()).addString(candidate).addString(verdict.toString())
                        .addString(report.toString()).addOffsetDateTime(Columns.time(now)));
    }

    /** Marks an accepted run as promoted, in the transaction that makes its candidate champion. */
    public Uni<Void> promoted(SqlClient transaction, String run, Instant now) {
        return transaction.preparedQuery("update run set state = 'promoted', finished_at = $2 where id = $1")
                .execute(Tuple.of(run, Columns.time(now)))
                .replaceWithVoid();
    }

    /** Cancels a run for an operator, whoever leads; false if it has ended already. */
    public Uni<Boolean> cancel(String run, String problem, Instant now) {
        return write("update run set state = 'cancelled', problem = $2, finished_at = $3 where id = $1 and " + ACTIVE,
                Tuple.of(run, problem, Columns.time(now)));
    }

    /** Ends the line's active run because something else changes the champion. */
    public Uni<Void> cancelActive(SqlClient transaction, String line, String problem, Instant now) {
        return transaction.preparedQuery("update run set state = 'cancelled', problem = $2, finished_at = $3 where line = $1 and " + ACTIVE)
                .execute(Tuple.of(line, problem, Columns.time(now)))
                .replaceWithVoid();
    }

    /** Marks the run whose version is champion no more. */
    public Uni<Void> takeBack(SqlClient transaction, String line, String version) {
        return transaction.preparedQuery("update run set state = 'rolled-back' where line = $1 and candidate = $2 and state = 'promoted'")
                .execute(Tuple.of(line, version)).replaceWithVoid();
    }

    /** Ends a run that comes to no verdict: failed or cancelled. */
    public Uni<Boolean> end(String run, long leader, RunState state, String problem, Instant now) {
        return write("update run set state = $3, problem = $4, finished_at = $5 where id = $1" + FENCE,
                Tuple.of(run, leader, state.text(), problem, Columns.time(now)));
    }

    /** The line's runs that ended without a verdict and whose examples have not been given back. */
    public Uni<List<String>> toGiveBack(String line) {
        return query("select id from run where line = $1 and state in ('failed', 'cancelled') and not given_back order by requested_at",
                Tuple.of(line)).map(rows -> StreamSupport.stream(rows.spliterator(), false).map(row -> row.getString("id")).toList());
    }

    /** Notes that a run's examples wait for the next one. */
    public Uni<Void> gaveBack(String run) {
        return query("update run set given_back = true where id = $1", Tuple.of(run)).replaceWithVoid();
    }

    private Uni<Boolean> write(String sql, Tuple parameters) {
        return query(sql, parameters).map(rows -> rows.rowCount() == 1);
    }

    private Uni<RowSet<Row>> query(String sql, Tuple parameters) {
        return database.pool().preparedQuery(sql).execute(parameters);
    }

    private Optional<Run> first(RowSet<Row> rows) {
        return all(rows).stream().findFirst();
    }

    private List<Run> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(this::read).toList();
    }

    private Run read(Row row) {
        Columns c = new Columns(row, json);
        return new Run(row.getString("id"), row.getString("line"), RunState.of(row.getString("state")), row.getString("reason"),
                row.getString("requested_by"), c.instant("requested_at").orElseThrow(), c.instant("started_at"), c.instant("finished_at"),
                row.getInteger("attempt"), row.getInteger("crashes"), c.instant("heartbeat"), c.text("parent"), c.text("dataset"),
                c.text("dataset_digest"),
                c.integer("examples"), c.integer("new_examples"),
                new Run.Progress(c.integer("step"), c.integer("steps"), c.number("loss"), c.number("tokens_per_second"),
                        c.number("seconds_left"),
                        c.text("message")),
                c.text("candidate"), c.json("verdict"), c.json("report"), c.text("problem"));
    }
}
