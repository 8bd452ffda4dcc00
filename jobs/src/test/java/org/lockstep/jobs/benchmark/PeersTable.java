package org.lockstep.jobs.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.lockstep.jobs.StandaloneCluster;

/** Lockstep and other libraries on Fashion-MNIST, each in its own process. */
final class PeersTable implements Table {
  private static final String LOCKSTEP_LOCAL = "Lockstep, local[2]";
  private static final String LOCKSTEP_PORTABLE = "Lockstep, portable kernel, local[2]";
  private static final String LOCKSTEP_CLUSTER = "Lockstep, two executor processes";
  private static final List<String> LOCAL_RIVALS = List.of(LOCKSTEP_LOCAL, LOCKSTEP_PORTABLE);
  private static final String SGD = "training.optimizer={ type = sgd, learning-rate = 0.1 }";
  private static final String ADAM = "training.optimizer={ type = adam, learning-rate = 0.001 }";
  private static final double ACCURACY = 0.83;
  private static final int EXAMPLES = 60_000;

  /** What OpenBLAS reads its kernel from. Without it each library takes the best that it knows. */
  private static final String BLAS_KERNEL = "OPENBLAS_CORETYPE";

  private static final Map<String, String> ONE_BLAS_THREAD =
      Map.of("OMP_NUM_THREADS", "1", BLAS_KERNEL, "");
  private static final Map<String, String> TWO_BLAS_THREADS =
      Map.of("OMP_NUM_THREADS", "2", BLAS_KERNEL, "");

  /**
   * A peer.
   *
   * @param rivals the peers of Lockstep's that it is compared with, by each kernel; empty for the
   *     first one
   */
  private record Peer(
      String name, List<String> rivals, Map<String, String> environment, List<String> command) {}

  /** The results of the runs of a peer. */
  private static final class Seen {
    final Epochs all = new Epochs();
    final Epochs warm = new Epochs();
    final List<Double> toAccuracy = new ArrayList<>();
    final List<Double> bestAccuracy = new ArrayList<>();
    double peakMebibytes;
    String failure = "";
  }

  /** Seconds of some epochs of each run, and their median in each round. */
  private static final class Epochs {
    final List<Double> seconds = new ArrayList<>();
    final List<Double> medianOfRound = new ArrayList<>();

    void add(List<Double> ofRound) {
      seconds.addAll(ofRound);
      medianOfRound.add(Spread.of(ofRound).median());
    }

    Spread over(Epochs rival) {
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < medianOfRound.size(); round++) {
        ratios.add(medianOfRound.get(round) / rival.medianOfRound.get(round));
      }
      return Spread.of(ratios);
    }
  }

  @Override
  public String name() {
    return "peers";
  }

  @Override
  public String question() {
    return "Peers: Fashion-MNIST, 784-256-128-10, on two cores";
  }

  @Override
  public String takes() {
    return "25 minutes";
  }

  @Override
  public Report measure(Bench bench) throws IOException, InterruptedException {
    Report report = bench.report(this);
    Path pictures = FashionMnist.export(bench);
    Report.Grid reached =
        report.grid(
            "Seconds to %s test accuracy, from the first iteration, evaluations included."
                .formatted(ACCURACY),
            "peer",
            "optimizer",
            "batch",
            "seconds",
            "best accuracy of the run",
            "peak memory, MiB");
    try (StandaloneCluster cluster = bench.cluster()) {
      for (int batch : new int[] {128, 1024}) {
        compare(bench, report, reached, batch, "sgd", peers(bench, cluster, pictures, batch));
      }
      compare(
          bench,
          report,
          reached,
          128,
          "adam",
          onThisMachine(bench, pictures, 128, bench.times(20, 2), "adam", ADAM));
    }
    mllib(bench, reached);
    dl4jOnSpark(bench, report, pictures);
    report.note(
        "Median (minimum, p10, p90). In each round every peer runs once, as a process of its own;"
            + " an epoch's seconds are those of epochs 2 and later, evaluation left out; by the"
            + " second half of a run most of the JIT compiler's work is done, which takes its"
            + " share of the two cores until then. A ratio is that of the medians of one round."
            + " Learning rate 0.1 for sgd, 0.001 for adam."
            + " Peak memory is that of the peer's processes together (of Lockstep on the cluster:"
            + " the driver alone).");
    return report;
  }

  private static List<Peer> peers(
      Bench bench, StandaloneCluster cluster, Path pictures, int batch) {
    int epochs = bench.times(20, 2);
    int few = bench.times(4, 2); // of those that take ten times as long
    List<Peer> peers = new ArrayList<>();
    peers.addAll(onThisMachine(bench, pictures, batch, epochs, "sgd", SGD));
    peers.add(
        new Peer(
            "plain ND4J loop, two threads",
            LOCAL_RIVALS,
            ONE_BLAS_THREAD,
            bench.java("4g", Nd4jPeer.class, arguments(pictures, batch, few))));
    peers.add(
        new Peer(
            "DL4J MultiLayerNetwork, two BLAS threads",
            LOCAL_RIVALS,
            TWO_BLAS_THREADS,
            Dl4j.single(bench, arguments(pictures, batch, few))));
    peers.add(lockstep(bench, LOCKSTEP_CLUSTER, List.of(), batch, epochs, Bench.settings(cluster)));
    peers.add(pytorch(bench, pictures, batch, epochs, "sgd", "ddp"));
    return peers;
  }

  /**
   * Lockstep by each kernel, and PyTorch: with the BLAS kernel of the machine too, if it has one.
   */
  private static List<Peer> onThisMachine(
      Bench bench, Path pictures, int batch, int epochs, String name, String optimizer) {
    List<Peer> peers = new ArrayList<>();
    List<String> settings = List.of("spark.master=\"local[2]\"", optimizer);
    List<String> portable =
        List.of("spark.master=\"local[2]\"", optimizer, "training.kernel=portable");
    peers.add(lockstep(bench, LOCKSTEP_LOCAL, List.of(), batch, epochs, settings));
    peers.add(lockstep(bench, LOCKSTEP_PORTABLE, List.of(LOCKSTEP_LOCAL), batch, epochs, portable));
    Peer pytorch = pytorch(bench, pictures, batch, epochs, name, "single");
    peers.add(pytorch);
    String ofMachine = System.getenv(BLAS_KERNEL);
    if (ofMachine != null) {
      peers.add(
          new Peer(
              "%s, %s=%s as the machine has it".formatted(pytorch.name(), BLAS_KERNEL, ofMachine),
              pytorch.rivals(),
              Map.of("OMP_NUM_THREADS", "2"),
              pytorch.command()));
    }
    return peers;
  }

  private static List<String> arguments(Path pictures, int batch, int epochs) {
    return List.of(pictures.toString(), String.valueOf(batch), String.valueOf(epochs));
  }

  private static Peer lockstep(
      Bench bench, String name, List<String> rivals, int batch, int epochs, List<String> settings) {
    List<String> arguments = new ArrayList<>(List.of(bench.fashionMnist().toString()));
    arguments.addAll(settings);
    arguments.add("training.batch-size=" + batch);
    arguments.add("training.epochs=" + epochs);
    arguments.add("overwrite=true");
    arguments.add("output=\"%s\"".formatted(bench.folder().resolve("work/model")));
    return new Peer(name, rivals, ONE_BLAS_THREAD, bench.java("4g", LockstepPeer.class, arguments));
  }

  private static Peer pytorch(
      Bench bench, Path pictures, int batch, int epochs, String optimizer, String mode) {
    boolean isDistributed = mode.equals("ddp");
    return new Peer(
        isDistributed
            ? "PyTorch DistributedDataParallel, gloo, two processes"
            : "PyTorch, two threads",
        isDistributed ? List.of(LOCKSTEP_CLUSTER) : LOCAL_RIVALS,
        isDistributed ? ONE_BLAS_THREAD : TWO_BLAS_THREADS,
        Python.command(
            bench,
            "pytorch.py",
            pictures.toString(),
            String.valueOf(batch),
            String.valueOf(epochs),
            optimizer,
            mode));
  }

  private static void compare(
      Bench bench,
      Report report,
      Report.Grid reached,
      int batch,
      String optimizer,
      List<Peer> peers)
      throws IOException, InterruptedException {
    Map<String, Seen> seen = new LinkedHashMap<>();
    for (int round = 0; round < bench.times(3, 1); round++) {
      for (Peer peer : peers) {
        run(bench, peer, batch, seen.computeIfAbsent(peer.name(), n -> new Seen()));
      }
    }
    Report.Grid grid =
        report.grid(
            "%s, batch %d.".formatted(optimizer, batch),
            "peer",
            "seconds an epoch",
            "over Lockstep's",
            "over its portable kernel's",
            "in the second half of the run",
            "over Lockstep's",
            "over its portable kernel's",
            "that is ms an iteration");
    int iterations = (EXAMPLES + batch - 1) / batch;
    for (Peer peer : peers) {
      Seen of = seen.get(peer.name());
      if (!of.failure.isEmpty()) {
        grid.row(peer.name(), "does not run: " + of.failure, "", "", "", "", "", "");
        continue;
      }
      Spread warm = Spread.of(of.warm.seconds);
      grid.row(
          peer.name(),
          Spread.of(of.all.seconds),
          over(peer, 0, seen, rival -> of.all.over(rival.all)),
          over(peer, 1, seen, rival -> of.all.over(rival.all)),
          warm,
          over(peer, 0, seen, rival -> of.warm.over(rival.warm)),
          over(peer, 1, seen, rival -> of.warm.over(rival.warm)),
          warm.median() * 1000 / iterations);
      reached.row(
          peer.name(),
          optimizer,
          batch,
          of.toAccuracy.isEmpty() ? "not reached" : Spread.of(of.toAccuracy),
          Spread.of(of.bestAccuracy).median(),
          of.peakMebibytes);
    }
  }

  /** A ratio to one of the rivals; empty if there is none, or it does not run. */
  private static Object over(
      Peer peer, int rival, Map<String, Seen> seen, Function<Seen, Spread> ratio) {
    if (rival >= peer.rivals().size()) {
      return "";
    }
    Seen of = seen.get(peer.rivals().get(rival));
    return of.failure.isEmpty() ? ratio.apply(of) : "";
  }

  private static void run(Bench bench, Peer peer, int batch, Seen seen)
      throws IOException, InterruptedException {
    if (!seen.failure.isEmpty()) {
      return;
    }
    String log = peer.name().replaceAll("\\W+", "-") + "-" + batch;
    Child child = Child.run(bench, log, peer.environment(), peer.command());
    if (child.status() != 0) {
      seen.failure = child.lastError();
      bench.log("%s: %s", peer.name(), seen.failure);
      return;
    }
    List<Double> seconds = new ArrayList<>();
    double best = 0;
    boolean reached = false;
    for (JsonNode line : child.json()) {
      if (!line.has("epoch")) {
        continue;
      }
      seconds.add(line.get("seconds").asDouble());
      double accuracy = line.get("accuracy").asDouble();
      if (!reached && accuracy >= ACCURACY) {
        reached = true;
        seen.toAccuracy.add(line.get("elapsed").asDouble());
      }
      best = Math.max(best, accuracy);
    }
    List<Double> warm = seconds.subList(seconds.size() / 2, seconds.size());
    seen.all.add(seconds.subList(1, seconds.size()));
    seen.warm.add(warm);
    seen.bestAccuracy.add(best);
    seen.peakMebibytes = Math.max(seen.peakMebibytes, child.peakMebibytes());
    bench.log("%s, batch %d: %s s an epoch", peer.name(), batch, Spread.of(warm));
  }

  /** Once: a fit takes minutes. */
  private static void mllib(Bench bench, Report.Grid reached)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    for (String part : List.of("train", "test")) {
      arguments.add(
          bench.root().resolve("conf/data/fashion-mnist-%s.parquet".formatted(part)).toString());
    }
    double wanted = bench.quick() ? 0 : ACCURACY;
    arguments.addAll(
        List.of(
            String.valueOf(bench.times(70, 2)),
            String.valueOf(bench.times(10, 1)),
            String.valueOf(wanted)));
    List<String> command = bench.java("8g", MllibPeer.class, arguments);
    Child child = Child.run(bench, "mllib", ONE_BLAS_THREAD, command);
    String name = "Spark MLlib MultilayerPerceptronClassifier, local[2]";
    if (child.status() != 0) {
      reached.row(name, "l-bfgs", "all", "does not run: " + child.lastError(), "", "");
      return;
    }
    List<JsonNode> fits = child.json();
    JsonNode last = fits.get(fits.size() - 1);
    reached.row(
        name,
        "l-bfgs, %d iterations".formatted(last.get("epoch").asInt()),
        "all",
        last.get("elapsed").asDouble(),
        last.get("accuracy").asDouble(),
        child.peakMebibytes());
  }

  /** Once, and only some iterations: each is a Spark job. */
  private static void dl4jOnSpark(Bench bench, Report report, Path pictures)
      throws IOException, InterruptedException {
    Report.Grid grid = report.grid("DL4J on Spark, batch 128.", "peer", "ms an iteration");
    String name = "DL4J ParameterAveragingTrainingMaster, averaging each iteration, local[2]";
    List<String> arguments =
        List.of(pictures.toString(), "128", String.valueOf(bench.times(100, 5)));
    Child child = Child.run(bench, "dl4j-spark", ONE_BLAS_THREAD, Dl4j.onSpark(bench, arguments));
    if (child.status() != 0) {
      grid.row(name, "does not run: " + child.lastError());
      return;
    }
    grid.row(name, child.json().get(0).get("iterationMillis").asDouble());
  }
}
