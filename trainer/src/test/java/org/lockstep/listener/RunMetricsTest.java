package org.lockstep.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.exchange.LockstepPlugin;

/** The metrics as Spark's own sinks report them. */
@Tag("spark")
class RunMetricsTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final String PLUGIN =
      "driver.plugin.org.lockstep.training.exchange.LockstepPlugin.";
  private static final Pattern LINE =
      Pattern.compile(
          "metrics_.*plugin_org_lockstep_\\w+_LockstepPlugin_(\\w+)\\{type=\"\\w+\"\\} (.+)");

  @TempDir private static Path folder;
  private static TrainingResult result;
  private static Map<String, Double> before;
  private static Map<String, Double> after;

  @BeforeAll
  static void train() {
    String table = folder.resolve("table").toString();
    Blobs.table(SPARK, 300).write().parquet(table);
    // More than 250 to train on: 6 iterations an epoch
    Runs runs =
        Runs.classification(table)
            .withValidation(new Validation.Fraction(0.2))
            .withPartitions(2)
            .withEpochs(3);
    before = prometheus();
    result =
        new Trainer(
                SPARK,
                runs.to(folder.resolve("model").toString()),
                new RunMetrics(LockstepPlugin.metrics().orElseThrow()))
            .train();
    after = prometheus();
  }

  /** Lockstep's lines of Spark's own page for Prometheus. */
  private static Map<String, Double> prometheus() {
    Map<String, Double> values = new TreeMap<>();
    SharedSpark.page("/metrics/prometheus")
        .lines()
        .map(LINE::matcher)
        .filter(line -> line.matches())
        .forEach(line -> values.put(line.group(1), Double.valueOf(line.group(2))));
    return values;
  }

  private static double gained(String name) {
    assertThat(after).containsKey(name);
    return after.get(name) - before.getOrDefault(name, 0.0);
  }

  @Test
  void timersAndCountersCountIterationsEpochsCheckpointsAndRuns() {
    assertThat(gained("iterations_Count")).isEqualTo(18);
    for (String phase : new String[] {"publish", "compute", "send", "reduce", "update"}) {
      assertThat(gained("phases_%s_Count".formatted(phase))).as(phase).isEqualTo(18);
    }
    assertThat(gained("phases_validate_Count")).isEqualTo(3);
    assertThat(gained("epochs_Count")).isEqualTo(3);
    assertThat(gained("checkpoints_Count")).isPositive();
    assertThat(gained("runs_started_Count")).isEqualTo(1);
    assertThat(gained("runs_finished_Count")).isEqualTo(1);
  }

  @Test
  void gaugesShowLossLearningRateAndProgress() {
    Metrics validation = Objects.requireNonNull(result.validation());
    assertThat(after)
        .containsEntry("iteration_Value", 18.0)
        .containsEntry("progress_Value", 1.0)
        .containsEntry("learningRate_Value", 0.1)
        .containsEntry("epochLoss_Value", result.loss())
        .containsEntry("validation_loss_Value", validation.loss())
        .containsEntry("validation_accuracy_Value", validation.value(ValidationMetric.ACCURACY));
    assertThat(after.get("loss_Value")).isBetween(0.0, 2.0);
    assertThat(after.get("checkpointBytes_Value")).isPositive();
  }

  @Test
  void tasksReportTheirComputeTimeAndLanes() {
    // Two tasks; 18 gradients, 3 validations and the standard errors, of 13 lanes each
    assertThat(gained("tasks_compute_Count")).isEqualTo(2 * (18 + 3 + 1));
    assertThat(gained("tasks_lanes_Count")).isEqualTo(13 * (18 + 3 + 1));
  }

  @Test
  void metricsAreAvailableByJmx() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    String application = SPARK.sparkContext().applicationId();

    ObjectName iterations =
        new ObjectName("metrics:name=%s.%siterations,type=timers".formatted(application, PLUGIN));
    ObjectName accuracy =
        new ObjectName(
            "metrics:name=%s.%svalidation.accuracy,type=gauges".formatted(application, PLUGIN));

    assertThat((Long) server.getAttribute(iterations, "Count")).isGreaterThanOrEqualTo(18);
    assertThat((Double) server.getAttribute(accuracy, "Value"))
        .isEqualTo(result.validation().value(ValidationMetric.ACCURACY));
  }
}
