package org.lockstep.listener.mlflow;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.Digest;
import org.lockstep.model.FolderFiles;

/**
 * A folder in the layout of MLflow's file store, which {@code mlflow ui --backend-store-uri FOLDER}
 * shows.
 *
 * <pre>
 *   EXPERIMENT/meta.yaml
 *   EXPERIMENT/RUN/meta.yaml       name, state, when it began and ended
 *   EXPERIMENT/RUN/params/NAME     the value
 *   EXPERIMENT/RUN/tags/NAME       the value
 *   EXPERIMENT/RUN/metrics/NAME    a line a point: milliseconds, value, step
 *   EXPERIMENT/RUN/artifacts/...   files
 * </pre>
 *
 * <p>The file system must be able to append to a file.
 */
final class MlflowFolder implements MlflowStore {
  private static final String META = "meta.yaml";
  private static final int LARGEST_FILE = 1 << 30;
  private static final BigInteger IDS = BigInteger.TEN.pow(18);

  private final FolderFiles files;
  private final Path root;
  private final String experiment;
  private Path run;

  @SuppressWarnings("NullAway.Init") // a run begins or is resumed before anything is kept of it
  MlflowFolder(Configuration hadoop, String folder, String experiment) throws IOException {
    this.files = new FolderFiles(hadoop, folder);
    this.root = files.files().makeQualified(new Path(folder));
    this.experiment = experiment;
  }

  @Override
  public String begin(Map<String, String> parameters, Map<String, String> tags) throws IOException {
    Path home = experimentFolder();
    String runId = UUID.randomUUID().toString().replace("-", "");
    run = new Path(home, runId);
    String user = System.getProperty("user.name", "");
    files.write(
        new Path(run, META),
        new MetaYaml()
            .text("artifact_uri", new Path(run, "artifacts").toString())
            .plain("end_time", null)
            .text("entry_point_name", "")
            .text("experiment_id", home.getName())
            .plain("lifecycle_stage", "active")
            .text("run_id", runId)
            .text("run_name", tags.getOrDefault(MlflowListener.RUN_NAME, runId))
            .text("run_uuid", runId)
            .text("source_name", "")
            .plain("source_type", 4) // LOCAL
            .text("source_version", "")
            .plain("start_time", System.currentTimeMillis())
            .plain("status", RunState.RUNNING.code())
            .plain("tags", "[]")
            .text("user_id", user)
            .toBytes());
    values("params", parameters);
    tag(tags);
    return runId;
  }

  @Override
  public long resume(String runId, String metric) throws IOException {
    for (Path folder : folders()) {
      run = new Path(folder, runId);
      if (files.files().exists(new Path(run, META))) {
        state(RunState.RUNNING, null);
        return lastStep(new Path(run, "metrics/" + metric));
      }
    }
    throw new FileNotFoundException("%s has no run %s any more".formatted(root, runId));
  }

  @Override
  public void log(List<MlflowMetric> metrics) throws IOException {
    Map<String, StringBuilder> lines = new LinkedHashMap<>();
    for (MlflowMetric metric : metrics) {
      lines
          .computeIfAbsent(metric.name(), name -> new StringBuilder())
          .append(metric.timestamp())
          .append(' ')
          .append(metric.value())
          .append(' ')
          .append(metric.step())
          .append('\n');
    }
    for (Map.Entry<String, StringBuilder> entry : lines.entrySet()) {
      append(new Path(run, "metrics/" + entry.getKey()), bytes(entry.getValue().toString()));
    }
  }

  @Override
  public void tag(Map<String, String> tags) throws IOException {
    values("tags", tags);
  }

  @Override
  public void end(RunState state) throws IOException {
    state(state, System.currentTimeMillis());
  }

  @Override
  public void keep(String name, FolderFiles from, Path original) throws IOException {
    copy(from, original, files, new Path(run, "artifacts/" + name));
  }

  /** Copies a file, in place of one that may be there. */
  static void copy(FolderFiles from, Path original, FolderFiles to, Path copy) throws IOException {
    to.deleteQuietly(copy);
    try (InputStream in = from.files().open(original)) {
      to.create(copy, in::transferTo, true);
    }
  }

  /** The folder of the experiment, made if there is none. */
  private Path experimentFolder() throws IOException {
    for (Path folder : folders()) {
      Path meta = new Path(folder, META);
      if (files.files().exists(meta)
          && MetaYaml.parse(files.read(meta, LARGEST_FILE)).has("name", experiment)) {
        return folder;
      }
    }
    // A function of the name, so that two runs which begin at once make the same one.
    String id = new BigInteger(Digest.of(bytes(experiment)), 16).mod(IDS).toString();
    Path folder = new Path(root, id);
    long now = System.currentTimeMillis();
    files.write(
        new Path(folder, META),
        new MetaYaml()
            .text("artifact_location", folder.toString())
            .plain("creation_time", now)
            .text("experiment_id", id)
            .plain("last_update_time", now)
            .plain("lifecycle_stage", "active")
            .text("name", experiment)
            .toBytes());
    return folder;
  }

  private List<Path> folders() throws IOException {
    List<Path> folders = new ArrayList<>();
    if (files.files().exists(root)) {
      for (FileStatus status : files.files().listStatus(root)) {
        if (status.isDirectory()) {
          folders.add(status.getPath());
        }
      }
    }
    return folders;
  }

  private void state(RunState state, @Nullable Long endTime) throws IOException {
    Path meta = new Path(run, META);
    files.write(
        meta,
        MetaYaml.parse(files.read(meta, LARGEST_FILE))
            .plain("status", state.code())
            .plain("end_time", endTime)
            .toBytes());
  }

  private long lastStep(Path metric) throws IOException {
    if (!files.files().exists(metric)) {
      return 0;
    }
    String lines = new String(files.read(metric, LARGEST_FILE), StandardCharsets.UTF_8);
    return lines
        .lines()
        .reduce((first, last) -> last)
        .map(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .orElse(0L);
  }

  private void values(String kind, Map<String, String> values) throws IOException {
    for (Map.Entry<String, String> entry : values.entrySet()) {
      files.write(new Path(run, kind + "/" + entry.getKey()), bytes(entry.getValue()));
    }
  }

  private void append(Path file, byte[] content) throws IOException {
    if (!files.files().exists(file)) {
      files.create(file, out -> out.write(content), true);
      return;
    }
    try (OutputStream out = files.files().append(file)) {
      out.write(content);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
