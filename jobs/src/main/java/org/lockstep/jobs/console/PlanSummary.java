package org.lockstep.jobs.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.io.FileUtils;
import org.lockstep.network.LayerNames;
import org.lockstep.network.Topology;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.exchange.Traffic;

/** Prints the plan when a run starts: the network layer by layer, the data, and the cluster. */
public final class PlanSummary implements TrainingListener {
  private final PrintWriter to;

  /** Creates it. */
  public PlanSummary(PrintWriter to) {
    this.to = to;
  }

  @Override
  public void started(TrainingPlan plan) {
    Topology topology = plan.topology();
    to.printf(
        Locale.ROOT,
        "network  %s, loss %s, %,d parameters%n",
        topology.layers(" -> "),
        topology.loss().settingsName(),
        topology.parameterCount());
    table(topology).print("  ", to);
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
    to.printf(
        Locale.ROOT,
        "traffic  %,d bytes an iteration between driver and executors%s%n",
        plan.traffic().bytes(),
        plan.traffic().executors() == 0 ? ", which are one JVM" : peers(plan.traffic()));
    plan.estimates().ifPresent(all -> to.printf("expected  %s%n", all.line()));
    if (plan.iterationsDone() > 0) {
      to.printf(Locale.ROOT, "resumed  after iteration %,d%n", plan.iterationsDone());
    }
    to.flush();
  }

  private static String peers(Traffic traffic) {
    return traffic.peerBytes() == 0
        ? ""
        : String.format(Locale.ROOT, ", %,d between executors", traffic.peerBytes());
  }

  private static String activation(Topology topology, int layer) {
    return topology.activations().get(layer).settingsName();
  }

  /** A table with one row per layer. */
  private static TextTable table(Topology topology) {
    TextTable table =
        new TextTable()
            .numbers("layer")
            .words("W (out, in)")
            .words("activation")
            .numbers("parameters")
            .words("");
    if (topology.weightsOffset(0) > 0) {
      table.add(
          List.of(
              "input",
              "%d x %d".formatted(topology.inputs(0), topology.inputWidth()),
              "",
              count(topology.weightsOffset(0)),
              topology.input().scale() ? "scale" : ""));
    }
    for (int l = 0; l < topology.layerCount(); l++) {
      table.add(
          List.of(
              String.valueOf(LayerNames.number(l)),
              "%d x %d".formatted(topology.outputs(l), topology.inputs(l)),
              activation(topology, l),
              count(topology.weightsOffset(l + 1) - topology.weightsOffset(l)),
              stabilisers(topology, l)));
    }
    if (!topology.sparse().areNone()) {
      table.add(
          List.of(
              String.valueOf(LayerNames.number(0)),
              "%d x %d sparse".formatted(topology.outputs(0), topology.sparse().width()),
              "",
              count(topology.parameterCount() - topology.sparseOffset()),
              ""));
    }
    table.add(List.of("all", "", "", count(topology.parameterCount()), ""));
    return table;
  }

  private static String count(int parameters) {
    return String.format(Locale.ROOT, "%,d", parameters);
  }

  private static String stabilisers(Topology topology, int layer) {
    List<String> names = new ArrayList<>();
    if (topology.isNormalized(layer)) {
      names.add("layer-norm");
    }
    if (topology.isParametric(layer)) {
      names.add("parametric activation");
    }
    if (topology.isHidden(layer) && topology.dropout() > 0) {
      names.add("dropout " + topology.dropout());
    }
    return String.join(", ", names);
  }
}
