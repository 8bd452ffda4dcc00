package org.lockstep.jobs.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.Provenance;
import org.lockstep.network.Activation;
import org.lockstep.network.Inference;
import org.lockstep.network.Initializer;
import org.lockstep.network.Kernel;
import org.lockstep.network.Loss;
import org.lockstep.network.Network;
import org.lockstep.network.Topology;
import org.lockstep.scoring.Scorer;

/** The time of a scorer per row, on one thread. */
final class ScorerTable implements Table {
  private static final List<Topology> TOPOLOGIES =
      List.of(
          KernelTable.topology(Activation.SOFTMAX, new Loss.CrossEntropy(0), 784, 256, 128, 10),
          KernelTable.topology(Activation.SOFTMAX, new Loss.CrossEntropy(0), 30, 64, 32, 2));

  @Override
  public String name() {
    return "scorer";
  }

  @Override
  public String question() {
    return "Scorer: microseconds a row on one thread, without Spark";
  }

  @Override
  public String takes() {
    return "1 minute";
  }

  @Override
  public Report measure(Bench bench) throws IOException {
    Report report = bench.report(this);
    Report.Grid grid =
        report.grid(
            "Microseconds a row.",
            "network",
            "rows a call",
            "network alone",
            "scorer",
            "matrix products by BLAS");
    for (Topology topology : TOPOLOGIES) {
      Scorer scorer = scorer(topology, bench.work("scorer").resolve("model"));
      for (int rows : new int[] {1, 32}) {
        measure(bench, topology, scorer, rows, grid);
      }
    }
    report.note(
        "Median (minimum, p10, p90) of blocks of calls, the three taking turns. The scorer takes a"
            + " map with an array, checks it, scales the inputs, runs the network, and makes the"
            + " answer. By"
            + " BLAS, as in training: forward alone, on inputs that lie in place; its last bits"
            + " depend on the batch, so that no answer comes from it. One thread, relu in the"
            + " hidden layers.");
    return report;
  }

  private static Scorer scorer(Topology topology, Path folder) {
    int inputs = topology.inputWidth();
    List<Object> labels =
        IntStream.range(0, topology.outputWidth()).<Object>mapToObj(i -> "class " + i).toList();
    Encoding encoding =
        new Encoding(
            List.of(NumberColumn.whole("pixels", "array<float>", inputs)),
            new LinearScale(Collections.nCopies(inputs, 0.5), Collections.nCopies(inputs, 0.3)),
            new TargetEncoding.Classes("label", "string", labels));
    Model model =
        new Model(
            topology,
            encoding,
            Initializer.draw(topology, 1),
            new Provenance(Map.of(), Map.of(), Map.of(), "", ""));
    ModelFolder.write(new Configuration(), folder.toString(), model, null);
    return Scorer.load(folder);
  }

  private static void measure(
      Bench bench, Topology topology, Scorer scorer, int rows, Report.Grid grid) {
    int width = topology.inputWidth();
    float[] features = KernelTable.examples(topology, rows);
    List<Map<String, float[]>> maps =
        IntStream.range(0, rows)
            .mapToObj(
                j -> Map.of("pixels", Arrays.copyOfRange(features, j * width, (j + 1) * width)))
            .toList();
    Inference.Session session = new Inference(topology, Initializer.draw(topology, 1)).session();
    float[] outputs = new float[rows * topology.outputWidth()];
    Network network = new Network(topology, Kernel.ND4J, rows);
    network.load(Initializer.draw(topology, 1));
    for (int j = 0; j < rows; j++) {
      network.putExample(j, features, j * width);
    }
    List<Runnable> ways =
        List.of(
            () -> session.forward(features, rows, outputs),
            () -> scorer.score(maps),
            () -> network.forward(rows));

    long blockNanos = bench.quick() ? 1_000_000 : 50_000_000;
    List<Integer> calls = new ArrayList<>();
    List<List<Double>> micros = new ArrayList<>();
    for (Runnable way : ways) {
      KernelTable.calls(way, 4 * blockNanos); // warms it up
      calls.add(KernelTable.calls(way, blockNanos));
      micros.add(new ArrayList<>());
    }
    for (int round = -bench.times(10, 2); round < bench.times(40, 5); round++) {
      for (int w = 0; w < ways.size(); w++) {
        double each = KernelTable.millis(ways.get(w), calls.get(w)) * 1000 / rows;
        if (round >= 0) {
          micros.get(w).add(each);
        }
      }
    }
    List<Object> cells = new ArrayList<>();
    cells.add(String.join("-", topology.widths().stream().map(String::valueOf).toList()));
    cells.add(rows);
    micros.forEach(each -> cells.add(Spread.of(each)));
    bench.log("%s, %d rows a call: %s us a row", topology.widths(), rows, cells.get(3));
    grid.row(cells.toArray());
  }
}
