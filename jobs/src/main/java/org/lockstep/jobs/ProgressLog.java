package org.lockstep.jobs;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;
import org.lockstep.model.Metrics;
import org.lockstep.network.Topology;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.checkpoint.EpochResult;

/** Writes what is about to be trained, and then one line an epoch. */
final class ProgressLog implements TrainingListener {
  /** A line for each checkpoint of a quick run would hide the others. */
  private static final long SAVED_EVERY_NANOS = 10_000_000_000L;

  private final PrintWriter to;
  private final int epochs;
  private long epochStart = System.nanoTime();
  private long lastSaved = System.nanoTime();

  /**
   * Creates the log.
   *
   * @param epochs how many there will be
   */
  ProgressLog(PrintWriter to, int epochs) {
    this.to = to;
    this.epochs = epochs;
  }

  @Override
  public void started(TrainingPlan plan) {
    plan.warnings().forEach(warning -> to.println("warning: " + warning));
    Topology topology = plan.topology();
    to.printf(
        Locale.ROOT,
        "network  %s, loss %s, %,d parameters%n",
        layers(topology),
        topology.loss().settingsName(),
        topology.parameterCount());
    to.printf(
        Locale.ROOT,
        "data  %,d examples to train, %,d to validate%n",
        plan.examples(),
        plan.validationExamples());
    to.printf(
        Locale.ROOT,
        "run  lanes %d, partitions %d, exchange %s, iterations an epoch %,d%s%n",
        plan.lanes(),
        plan.partitions(),
        plan.exchange(),
        plan.iterationsPerEpoch(),
        plan.checkpointBytes() == 0
            ? ""
            : ", checkpoints of " + FileUtils.byteCountToDisplaySize(plan.checkpointBytes()));
    if (plan.iterationsDone() > 0) {
      to.printf(Locale.ROOT, "resumed  after iteration %,d%n", plan.iterationsDone());
    }
    to.flush();
    epochStart = System.nanoTime();
  }

  @Override
  public void epochDone(EpochResult epoch) {
    Metrics validation = epoch.validation();
    long now = System.nanoTime();
    int digits = String.valueOf(epochs).length();
    to.printf(
        Locale.ROOT,
        "epoch  %" + digits + "d/%d  loss %s%s  %.1f s%n",
        epoch.epoch(),
        epochs,
        Report.number(epoch.loss()),
        validation == null ? "" : "  validation " + Report.line(validation),
        (now - epochStart) * 1e-9);
    to.flush();
    epochStart = now;
  }

  @Override
  public void checkpointWritten(long iteration) {
    long now = System.nanoTime();
    if (now - lastSaved > SAVED_EVERY_NANOS) {
      to.printf(Locale.ROOT, "saved  iteration %,d%n", iteration);
      to.flush();
      lastSaved = now;
    }
  }

  @Override
  public void noticed(String notice) {
    to.println("warning: " + notice);
    to.flush();
  }

  /** Such as {@code 64 -> 128 relu -> 10 softmax}. */
  static String layers(Topology topology) {
    return IntStream.range(0, topology.layerCount())
        .mapToObj(
            l ->
                " -> %d %s"
                    .formatted(topology.outputs(l), topology.activations().get(l).settingsName()))
        .collect(Collectors.joining("", String.valueOf(topology.inputWidth()), ""));
  }
}
