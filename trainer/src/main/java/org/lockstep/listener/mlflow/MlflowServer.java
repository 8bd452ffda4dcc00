package org.lockstep.listener.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.lockstep.model.file.FolderFiles;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/**
 * A tracking server of MLflow. Credentials are those of MLflow's other clients: {@code
 * MLFLOW_TRACKING_USERNAME} and {@code MLFLOW_TRACKING_PASSWORD}, or {@code MLFLOW_TRACKING_TOKEN},
 * in the environment.
 *
 * <p>Artifacts go to the server if it accepts them ({@code mlflow-artifacts:}), by an HTTP PUT, for
 * which MLflow's client would start MLflow's Python program; otherwise to the place that it names,
 * on any file system of Hadoop. Not thread-safe.
 */
final class MlflowServer {
  // The largest number that the server accepts in one request.
  private static final int METRICS_A_REQUEST = 1000;
  private static final int VALUES_A_REQUEST = 100;

  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);
  private static final Duration LONGEST_UPLOAD = Duration.ofMinutes(10);
  private static final String PROXIED = "mlflow-artifacts";
  private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts";

  private final String address;
  private final String experiment;
  private final Configuration hadoop;
  private final BasicMlflowHostCreds credentials;
  private final MlflowClient client;
  private String runId = "";
  private String artifacts = "";

  /**
   * Creates the client; nothing is sent yet.
   *
   * @param environment environment variables, with the credentials
   */
  MlflowServer(
      String trackingUri,
      String experiment,
      Configuration hadoop,
      Map<String, String> environment) {
    this.address = trackingUri.replaceFirst("/+$", "");
    this.experiment = experiment;
    this.hadoop = hadoop;
    this.credentials =
        new BasicMlflowHostCreds(
            address,
            environment.get("MLFLOW_TRACKING_USERNAME"),
            environment.get("MLFLOW_TRACKING_PASSWORD"),
            environment.get("MLFLOW_TRACKING_TOKEN"),
            false);
    this.client = OneServer.client(credentials);
  }

  /**
   * Begins a run.
   *
   * @param parameters at most 500 characters each
   * @return its id on the server
   */
  String begin(Map<String, String> parameters, Map<String, String> tags) {
    String experimentId =
        client
            .getExperimentByName(experiment)
            .map(Experiment::getExperimentId)
            .orElseGet(() -> client.createExperiment(experiment));
    RunInfo run =
        client.createRun(
            CreateRun.newBuilder()
                .setExperimentId(experimentId)
                .setStartTime(System.currentTimeMillis())
                .addAllTags(runTags(tags))
                .build());
    runId = run.getRunId();
    artifacts = run.getArtifactUri();
    List<Param> all = new ArrayList<>();
    parameters.forEach(
        (name, value) -> all.add(Param.newBuilder().setKey(name).setValue(value).build()));
    for (List<Param> some : parts(all, VALUES_A_REQUEST)) {
      client.logBatch(runId, List.of(), some, List.of());
    }
    return runId;
  }

  /**
   * Continues a run.
   *
   * @param metric a metric that every logged step has
   * @return the last step that is logged, 0 if there is none
   */
  long resume(String run, String metric) {
    Run before = client.getRun(run);
    runId = run;
    artifacts = before.getInfo().getArtifactUri();
    client.sendPost(
        "runs/update", "{\"run_id\": \"%s\", \"status\": \"RUNNING\"}".formatted(runId));
    return before.getData().getMetricsList().stream() // the last of each
        .filter(last -> last.getKey().equals(metric))
        .mapToLong(Metric::getStep)
        .max()
        .orElse(0);
  }

  /** Adds points of curves. */
  void log(List<MlflowMetric> metrics) {
    List<Metric> all =
        metrics.stream()
            .map(
                metric ->
                    Metric.newBuilder()
                        .setKey(metric.name())
                        .setValue(metric.value())
                        .setTimestamp(metric.timestamp())
                        .setStep(metric.step())
                        .build())
            .toList();
    for (List<Metric> some : parts(all, METRICS_A_REQUEST)) {
      client.logBatch(runId, some, List.of(), List.of());
    }
  }

  /** Sets tags. */
  void tag(Map<String, String> tags) {
    client.logBatch(runId, List.of(), List.of(), runTags(tags));
  }

  /** Sets how the run has ended. */
  void end(RunState state) {
    client.setTerminated(runId, RunStatus.valueOf(state.name()));
  }

  /**
   * Uploads a file.
   *
   * @param name of the copy, below the run's artifacts, in place of one that may be there
   * @param files the file system of the original
   */
  void keep(String name, FolderFiles files, Path original) throws IOException {
    URI root = URI.create(artifacts);
    if (!PROXIED.equals(root.getScheme())) {
      copy(files, original, new FolderFiles(hadoop, artifacts), new Path(artifacts, name));
      return;
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + ARTIFACTS + root.getPath() + "/" + name))
            .timeout(LONGEST_UPLOAD)
            .PUT(
                BodyPublishers.fromPublisher(
                    BodyPublishers.ofInputStream(() -> open(files, original)),
                    files.files().getFileStatus(original).getLen()));
    authorize(request);
    HttpClient http = HttpClient.newBuilder().connectTimeout(LONGEST_CONNECT).build();
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      Optional<String> location = response.headers().firstValue("Location");
      if (response.statusCode() / 100 == 3 && location.isPresent()) {
        throw OneServer.redirected(request.build().uri().resolve(location.get()));
      }
      if (response.statusCode() / 100 != 2) {
        throw new IOException(
            "it refuses %s with status %d".formatted(name, response.statusCode()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while it sent " + name);
    }
  }

  private static void copy(FolderFiles from, Path original, FolderFiles to, Path copy)
      throws IOException {
    to.deleteQuietly(copy);
    try (InputStream in = from.files().open(original)) {
      to.create(copy, in::transferTo, true);
    }
  }

  /** As MLflow's client does for its own requests. */
  private void authorize(HttpRequest.Builder request) {
    String user = credentials.getUsername();
    String password = credentials.getPassword();
    if (user != null && password != null) {
      byte[] both = (user + ":" + password).getBytes(UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(both));
    } else if (credentials.getToken() != null) {
      request.header("Authorization", "Bearer " + credentials.getToken());
    }
  }

  private static InputStream open(FolderFiles files, Path file) {
    try {
      return files.files().open(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read %s".formatted(file), e);
    }
  }

  private static List<RunTag> runTags(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> RunTag.newBuilder().setKey(tag.getKey()).setValue(tag.getValue()).build())
        .toList();
  }

  private static <T> List<List<T>> parts(List<T> all, int most) {
    List<List<T>> parts = new ArrayList<>();
    for (int from = 0; from < all.size(); from += most) {
      parts.add(all.subList(from, Math.min(all.size(), from + most)));
    }
    return parts;
  }
}
