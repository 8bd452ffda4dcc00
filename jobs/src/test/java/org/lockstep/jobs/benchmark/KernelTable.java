package org.lockstep.jobs.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.lockstep.network.Activation;
import org.lockstep.network.Initializer;
import org.lockstep.network.Kernel;
import org.lockstep.network.Loss;
import org.lockstep.network.Network;
import org.lockstep.network.Topology;

/** A lane's forward and backward pass against its matrix products alone, on one thread. */
final class KernelTable implements Table {
  private static final List<Topology> TOPOLOGIES =
      List.of(
          topology(Activation.SOFTMAX, new Loss.CrossEntropy(0), 784, 256, 128, 10),
          topology(Activation.IDENTITY, new Loss.SquaredError(), 30, 64, 32, 1),
          topology(Activation.SOFTMAX, new Loss.CrossEntropy(0), 1024, 1024, 1024, 10));

  @Override
  public String name() {
    return "kernel";
  }

  @Override
  public String question() {
    return "Kernel: a lane's forward and backward pass against its matrix products alone";
  }

  @Override
  public String takes() {
    return "2 minutes";
  }

  @Override
  public Report measure(Bench bench) throws IOException {
    Report report = bench.report(this);
    Report.Grid grid =
        report.grid(
            "",
            "network",
            "lane",
            "products, ms",
            "forward and backward, ms",
            "ratio",
            "ratio with the gather",
            "portable, ms",
            "portable over nd4j");
    for (Topology topology : TOPOLOGIES) {
      for (int lane : new int[] {16, 32, 64, 128}) {
        measure(bench, topology, lane, grid);
      }
    }
    report.note(
        "Median (minimum, p10, p90) of blocks of calls, the four taking turns; a ratio is that of"
            + " neighbouring blocks. The products are ND4J's, with the copies to and from native"
            + " memory; the portable kernel is that of training.kernel = portable. The gather copies"
            + " the lane's examples and targets into the network's input. One thread, relu in the hidden layers.");
    return report;
  }

  private static void measure(Bench bench, Topology topology, int lane, Report.Grid grid) {
    Network network = network(topology, Kernel.ND4J, lane);
    Network portable = network(topology, Kernel.PORTABLE, lane);
    float[] gradient = new float[topology.parameterCount()];
    float[] examples = examples(topology, lane);
    float[] targets = targets(topology, lane);
    Runnable products = () -> network.products(lane, gradient);
    Runnable pass = () -> network.gradientSum(lane, gradient);
    Runnable portablePass = () -> portable.gradientSum(lane, gradient);
    Runnable gathered =
        () -> {
          gather(network, examples, targets, lane);
          network.gradientSum(lane, gradient);
        };
    gathered.run(); // the input stays for the passes without the gather
    gather(portable, examples, targets, lane);

    long blockNanos = bench.quick() ? 1_000_000 : 50_000_000;
    int calls = calls(products, blockNanos);
    int warmUp = bench.times(10, 2);
    List<Double> alone = new ArrayList<>();
    List<Double> whole = new ArrayList<>();
    List<Double> ratio = new ArrayList<>();
    List<Double> gatheredRatio = new ArrayList<>();
    List<Double> portableWhole = new ArrayList<>();
    List<Double> portableRatio = new ArrayList<>();
    for (int round = -warmUp; round < bench.times(40, 5); round++) {
      double a = millis(products, calls);
      double b = millis(pass, calls);
      double c = millis(gathered, calls);
      double d = millis(portablePass, calls);
      if (round >= 0) {
        alone.add(a);
        whole.add(b);
        ratio.add(b / a);
        gatheredRatio.add(c / a);
        portableWhole.add(d);
        portableRatio.add(d / b);
      }
    }
    bench.log("%s, %d examples: ratio %s", topology.widths(), lane, Spread.of(ratio));
    grid.row(
        String.join("-", topology.widths().stream().map(String::valueOf).toList()),
        lane,
        Spread.of(alone),
        Spread.of(whole),
        Spread.of(ratio),
        Spread.of(gatheredRatio),
        Spread.of(portableWhole),
        Spread.of(portableRatio));
  }

  private static Network network(Topology topology, Kernel kernel, int lane) {
    Network network = new Network(topology, kernel, lane);
    network.load(Initializer.draw(topology, 1));
    return network;
  }

  private static void gather(Network network, float[] examples, float[] targets, int lane) {
    int width = network.topology().inputWidth();
    for (int j = 0; j < lane; j++) {
      network.putExample(j, examples, j * width);
    }
    System.arraycopy(targets, 0, network.targets(), 0, targets.length);
  }

  static Topology topology(Activation output, Loss loss, Integer... widths) {
    List<Activation> activations = new ArrayList<>();
    for (int l = 1; l < widths.length - 1; l++) {
      activations.add(Activation.RELU);
    }
    activations.add(output);
    return new Topology(Arrays.asList(widths), activations, loss);
  }

  static float[] examples(Topology topology, int lane) {
    SplittableRandom random = new SplittableRandom(1);
    float[] examples = new float[topology.inputWidth() * lane];
    for (int i = 0; i < examples.length; i++) {
      examples[i] = (float) random.nextDouble();
    }
    return examples;
  }

  /** For each example one output is 1. */
  private static float[] targets(Topology topology, int lane) {
    float[] targets = new float[topology.outputWidth() * lane];
    for (int j = 0; j < lane; j++) {
      targets[j * topology.outputWidth() + j % topology.outputWidth()] = 1;
    }
    return targets;
  }

  /** How many calls fill a block. */
  static int calls(Runnable work, long blockNanos) {
    work.run();
    long start = System.nanoTime();
    int calls = 0;
    do {
      work.run();
      calls++;
    } while (System.nanoTime() - start < blockNanos);
    return calls;
  }

  static double millis(Runnable work, int calls) {
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      work.run();
    }
    return (System.nanoTime() - start) * 1e-6 / calls;
  }
}
