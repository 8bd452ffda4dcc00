package org.lockstep.listener.mlflow;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.lockstep.Secrets;
import org.lockstep.UserException;
import org.lockstep.listener.HistoryRecorder;
import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.RowFigures;
import org.lockstep.model.Metrics;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.training.IterationResult;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.checkpoint.EpochResult;

/**
 * Logs a run to MLflow: its settings as parameters, the numbers of each row of the history as
 * metrics, its digest as a tag, the files of its model as artifacts.
 *
 * <p>A resumed run continues its MLflow run after the last step that is logged. A background thread
 * sends after each epoch, in order, so that the training does not wait for the server. The first
 * failure ends the logging, at the next event of the run.
 */
public final class MlflowListener implements TrainingListener {
  static final String RUN_NAME = "mlflow.runName";

  /** A metric that every row has. */
  private static final String LOSS = "loss";

  private static final int LONGEST_VALUE = 500;
  private static final int LONGEST_REASON = 300;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  /** Epochs may take hours; curves are sent this often within one. */
  private static final long MOST_NANOS_UNSEEN = Duration.ofSeconds(10).toNanos();

  private final Configuration hadoop;
  private final String trackingUri;
  private final MlflowServer server;
  private final Map<String, String> parameters;
  private final HistoryRecorder recorder;

  private final List<MlflowMetric> unsent = new ArrayList<>();
  private long sent;
  private String output = "";
  private boolean hasStarted;
  private CompletableFuture<Void> sending = CompletableFuture.completedFuture(null);

  /** Used by the sending thread alone. */
  private long lastStep;

  /** A request to the server. */
  private interface Step {
    void run() throws IOException;
  }

  /**
   * Creates the listener; nothing is sent before the run starts.
   *
   * @param hadoop the file systems
   * @param trackingUri the address of a server, http or https
   * @param experiment name of the MLflow experiment
   * @param every iterations from one point of a curve to the next; without it at most 20 an epoch
   * @param parameters the settings of the run; secrets in values are hidden, the longest are cut
   * @throws org.lockstep.UserException if it is not the address of a server, or MLflow's client is
   *     not on the class path
   */
  public MlflowListener(
      Configuration hadoop,
      String trackingUri,
      String experiment,
      OptionalInt every,
      Map<String, String> parameters) {
    this.hadoop = hadoop;
    this.trackingUri = MlflowAddress.require(trackingUri);
    MlflowAddress.requireClient();
    this.server = new MlflowServer(trackingUri, experiment, hadoop, System.getenv());
    this.parameters = allowed(parameters);
    this.recorder = new HistoryRecorder(every, 0, this::add);
  }

  @Override
  public void started(TrainingPlan plan) {
    hasStarted = true;
    sent = System.nanoTime();
    output = plan.output();
    send(() -> begin(plan.iterationsDone() > 0));
    recorder.started(plan);
  }

  @Override
  public void iterationDone(IterationResult result) {
    recorder.iterationDone(result);
  }

  @Override
  public void validated(long iteration, Metrics metrics, long nanos) {
    recorder.validated(iteration, metrics, nanos);
  }

  @Override
  public void epochDone(EpochResult epoch) {
    recorder.epochDone(epoch);
  }

  @Override
  public boolean wantsToStop() {
    return recorder.wantsToStop();
  }

  @Override
  public void finished(TrainingResult result) {
    recorder.finished(result);
    sendMetrics();
    send(
        () ->
            server.tag(
                Map.ofEntries(
                    entry("lockstep.digest", result.model().digest()),
                    entry("lockstep.stopped", result.stopped().resultName()))));
    end(RunState.FINISHED);
    // Last, without a time limit: the run is finished, even if they cannot be sent.
    send(this::keepModel);
    waitFor(sending);
  }

  @Override
  public void failed(RuntimeException reason) {
    recorder.failed(reason);
    if (hasStarted) {
      sendMetrics();
      end(reason instanceof RunStoppedException ? RunState.KILLED : RunState.FAILED);
    }
  }

  private void add(HistoryRow row) {
    long now = System.currentTimeMillis();
    RowFigures.of(row)
        .forEach((name, value) -> unsent.add(new MlflowMetric(name, value, now, row.iteration())));
    if (row.epochLoss() != null || System.nanoTime() - sent > MOST_NANOS_UNSEEN) {
      sendMetrics();
    }
  }

  private void sendMetrics() {
    List<MlflowMetric> metrics = List.copyOf(unsent);
    unsent.clear();
    sent = System.nanoTime();
    // Steps that a killed run has logged after its last checkpoint are repeated, with the same
    // bits.
    send(() -> server.log(metrics.stream().filter(metric -> metric.step() > lastStep).toList()));
  }

  private void end(RunState state) {
    send(() -> server.end(state));
    waitFor(sending.copy().orTimeout(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS));
  }

  private void begin(boolean resumed) throws IOException {
    FolderFiles files = new FolderFiles(hadoop, output);
    Optional<LoggedRun> before =
        resumed ? LoggedRun.read(files, output, trackingUri) : Optional.empty();
    if (before.isPresent()) {
      lastStep = server.resume(before.get().runId(), LOSS);
      return;
    }
    Map<String, String> tags =
        Map.ofEntries(
            entry(RUN_NAME, new Path(output).getName()),
            entry("mlflow.user", System.getProperty("user.name", "")),
            entry("mlflow.source.name", "lockstep"),
            entry("mlflow.source.type", "JOB"),
            entry(
                "lockstep.output",
                Secrets.hiddenIn(files.files().makeQualified(new Path(output)).toString())));
    new LoggedRun(trackingUri, server.begin(parameters, tags)).write(files, output);
  }

  private void keepModel() throws IOException {
    FolderFiles files = new FolderFiles(hadoop, output);
    for (String name : ModelFolder.FILES) {
      server.keep("model/" + name, files, new Path(output, name));
    }
  }

  /** Queues a request; fails if an earlier one has failed. */
  private void send(Step step) {
    if (sending.isCompletedExceptionally()) {
      waitFor(sending);
    }
    sending =
        sending.thenRunAsync(
            () -> {
              try {
                step.run();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            MlflowListener::onThreadOfItsOwn);
  }

  private static void onThreadOfItsOwn(Runnable work) {
    Thread thread = new Thread(work, "lockstep-mlflow");
    thread.setDaemon(true);
    thread.start();
  }

  private void waitFor(CompletableFuture<Void> steps) {
    try {
      steps.join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "%s does not take it: %s"
              .formatted(Secrets.hiddenIn(trackingUri), reason(ExceptionUtils.getRootCause(e))),
          e);
    }
  }

  private static String reason(Throwable cause) {
    if (cause instanceof UserException mistake) {
      return String.valueOf(mistake.getMessage());
    }
    return cause instanceof TimeoutException
        ? "no answer for %d s".formatted(LONGEST_WAIT.toSeconds())
        : StringUtils.abbreviate(oneLine(Secrets.hiddenIn(cause.toString())), LONGEST_REASON);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ");
  }

  /** Cuts names and values to what MLflow accepts. */
  private static Map<String, String> allowed(Map<String, String> parameters) {
    Map<String, String> allowed = new TreeMap<>();
    parameters.forEach(
        (name, value) ->
            allowed.put(
                name.replaceAll("(?U)[^\\w.\\- ]", "_"),
                StringUtils.abbreviate(oneLine(Secrets.hiddenIn(value)), LONGEST_VALUE)));
    return allowed;
  }
}
